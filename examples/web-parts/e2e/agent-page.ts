import type { Locator, Page } from "playwright-core";

/** A page that talks to agents, as a person sees it: everything is found by what it is called. */
export class AgentPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Fills in the form and sends it off. `peer` is the label of the address. */
  protected async fillForm(fields: {
    readonly peer: string;
    readonly url: string;
    readonly token: string | undefined;
    readonly keepToken: boolean | undefined;
  }): Promise<void> {
    const { peer, url, token, keepToken } = fields;
    await this.page.getByLabel(peer, { exact: true }).fill(url);
    if (token !== undefined) await this.page.getByLabel("Token").fill(token);
    if (keepToken === true) await this.page.getByLabel("Keep me signed in").check();
    await this.button("Connect").click();
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name });
  }

  /** Where messages are written. */
  get box(): Locator {
    return this.page.getByRole("textbox", { name: "Message" });
  }

  /** Writes a message and sends it with Enter. */
  async say(text: string): Promise<void> {
    await this.box.fill(text);
    await this.box.press("Enter");
  }

  /** The agent's messages, the oldest first. */
  get answers(): Locator {
    return this.page.locator("article.agent");
  }

  /** What is shown while the line is gone. */
  get banner(): Locator {
    return this.page.locator(".banner");
  }

  /** What screen readers were told. */
  get announced(): Locator {
    return this.page.getByRole("log", { name: "Announcements" });
  }
}
