import type { Locator, Page } from "playwright-core";

/** How to get in. */
export interface SignInAs {
  /** Such as `ws://127.0.0.1:18789`. */
  readonly gatewayUrl: string;
  readonly token?: string;
  readonly keepToken?: boolean;
}

/** The console as a person sees it: everything is found by what it is called. */
export class ConsolePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Fills in the form and resolves once the console is there. */
  async signIn(as: SignInAs): Promise<void> {
    await this.fillSignIn(as);
    await this.state("connected").waitFor();
  }

  /** Fills in the form and sends it off. */
  async fillSignIn({ gatewayUrl, token, keepToken }: SignInAs): Promise<void> {
    await this.page.getByLabel("Gateway", { exact: true }).fill(gatewayUrl);
    if (token !== undefined) await this.page.getByLabel("Token").fill(token);
    if (keepToken === true) await this.page.getByLabel("Keep me signed in").check();
    await this.page.getByRole("button", { name: "Connect" }).click();
  }

  /** The word for how the line is. */
  state(word: string): Locator {
    return this.page.locator(".line-state", { hasText: word });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name });
  }

  /** A card of the activity pane, by its title. */
  card(title: string): Locator {
    return this.page.getByRole("region", { name: title });
  }

  /** Opens a session of the list, by its name. */
  async open(name: string | RegExp): Promise<void> {
    await this.page.locator("button.session", { hasText: name }).click();
  }

  /** Begins a session, with the list in view. */
  async begin(name: string): Promise<void> {
    await this.page.getByLabel("Name of a new session").fill(name);
    await this.page.getByRole("button", { name: "Open", exact: true }).click();
    await this.box.waitFor();
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

  /** People's messages, the oldest first. */
  get questions(): Locator {
    return this.page.locator("article.person");
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
