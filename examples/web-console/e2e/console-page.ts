import type { Locator } from "playwright-core";
import { AgentPage } from "@hawser/example-web-parts/e2e";

/** How to get in. */
export interface SignInAs {
  /** Such as `ws://127.0.0.1:18789`. */
  readonly gatewayUrl: string;
  readonly token?: string;
  readonly keepToken?: boolean;
}

/** The console as a person sees it: everything is found by what it is called. */
export class ConsolePage extends AgentPage {
  /** Fills in the form and resolves once the console is there. */
  async signIn(as: SignInAs): Promise<void> {
    await this.fillSignIn(as);
    await this.state("connected").waitFor();
  }

  /** Fills in the form and sends it off. */
  async fillSignIn({ gatewayUrl, token, keepToken }: SignInAs): Promise<void> {
    await this.fillForm({ peer: "Gateway", url: gatewayUrl, token, keepToken });
  }

  /** The word for how the line is. */
  state(word: string): Locator {
    return this.page.locator(".line-state", { hasText: word });
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

  /** People's messages, the oldest first. */
  get questions(): Locator {
    return this.page.locator("article.person");
  }
}
