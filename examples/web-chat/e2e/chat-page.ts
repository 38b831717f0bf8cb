import type { Locator, Page } from "playwright-core";

/** How to get in. */
export interface SignInAs {
  /** Such as `ws://127.0.0.1:18800/ws`. */
  readonly serverUrl: string;
  readonly name: string;
  readonly token?: string;
  readonly keepToken?: boolean;
}

/** The chat page as a person sees it: everything is found by what it is called. */
export class ChatPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Fills in the form and resolves once the conversation is there. */
  async signIn(as: SignInAs): Promise<void> {
    await this.fillSignIn(as);
    await this.box.waitFor();
  }

  /** Fills in the form and sends it off. */
  async fillSignIn({ serverUrl, name, token, keepToken }: SignInAs): Promise<void> {
    await this.page.getByLabel("Your name").fill(name);
    await this.page.getByLabel("Server", { exact: true }).fill(serverUrl);
    if (token !== undefined) await this.page.getByLabel("Token").fill(token);
    if (keepToken === true) await this.page.getByLabel("Keep me signed in").check();
    await this.page.getByRole("button", { name: "Connect" }).click();
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

  /** One's own messages, the oldest first. */
  get own(): Locator {
    return this.page.locator("article.own");
  }

  /** The agent's messages, the oldest first. */
  get answers(): Locator {
    return this.page.locator("article.agent");
  }

  /** Other members' messages, the oldest first. */
  get members(): Locator {
    return this.page.locator("article.member");
  }

  /** What is shown while the line is gone. */
  get banner(): Locator {
    return this.page.locator(".banner");
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name });
  }

  /** Joins a group, with the sidebar in view. */
  async join(name: string): Promise<void> {
    await this.page.getByLabel("Join a group").fill(name);
    await this.page.getByRole("button", { name: "Join", exact: true }).click();
    await this.page.getByRole("heading", { name, level: 1 }).waitFor();
  }

  /** Resolves once the newest answer is whole, with its words. */
  async wholeAnswer(count: number, timeoutMs: number = 30_000): Promise<string> {
    const answer = this.answers.nth(count - 1);
    await answer.locator('[aria-busy="false"]').waitFor({ timeout: timeoutMs });
    return answer.locator(".bubble").innerText();
  }
}
