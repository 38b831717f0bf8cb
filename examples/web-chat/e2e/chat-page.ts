import type { Locator } from "playwright-core";
import { AgentPage } from "@hawser/example-web-parts/e2e";

/** How to get in. */
export interface SignInAs {
  /** Such as `ws://127.0.0.1:18800/ws`. */
  readonly serverUrl: string;
  readonly name: string;
  readonly token?: string;
  readonly keepToken?: boolean;
}

/** The chat page as a person sees it: everything is found by what it is called. */
export class ChatPage extends AgentPage {
  /** Fills in the form and resolves once the conversation is there. */
  async signIn(as: SignInAs): Promise<void> {
    await this.fillSignIn(as);
    await this.box.waitFor();
  }

  /** Fills in the form and sends it off. */
  async fillSignIn({ serverUrl, name, token, keepToken }: SignInAs): Promise<void> {
    await this.page.getByLabel("Your name").fill(name);
    await this.fillForm({ peer: "Server", url: serverUrl, token, keepToken });
  }

  /** One's own messages, the oldest first. */
  get own(): Locator {
    return this.page.locator("article.own");
  }

  /** Other members' messages, the oldest first. */
  get members(): Locator {
    return this.page.locator("article.member");
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
