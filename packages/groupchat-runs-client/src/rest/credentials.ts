import { HawserError, ValidationError } from "@hawser/core";

/** A token, or an (async) function asked for it at each call and each subscription. */
export type TokenProvider = string | (() => string | Promise<string>);

/** The agent's token, and every value it has had: whoever logs has to leave them all out. */
export class Credentials {
  readonly #provider: TokenProvider;
  readonly #scheme: "basic" | "bearer";
  readonly #known = new Set<string>();

  constructor(provider: TokenProvider, scheme: "basic" | "bearer") {
    this.#provider = typeof provider === "function" ? provider : usable(provider);
    this.#scheme = scheme;
    if (typeof this.#provider === "string") this.#remember(this.#provider);
  }

  /** Secrets to leave out of logs and errors, in every form they are sent in. */
  readonly secrets = (): Iterable<string> => this.#known;

  /**
   * The token as it is now.
   *
   * @throws HawserError `PROVIDER_FAILED` when the function fails; ValidationError when it gives no token.
   */
  async token(): Promise<string> {
    const provider = this.#provider;
    if (typeof provider === "string") return provider;
    let given: string;
    try {
      given = await provider();
    } catch (cause) {
      throw new HawserError("The function that gives the token failed", {
        code: "PROVIDER_FAILED",
        retryable: true,
        cause,
      });
    }
    const token = usable(given);
    this.#remember(token);
    return token;
  }

  /** The Authorization header for that token: GroupChat takes it as Basic user name or as Bearer. */
  header(token: string): string {
    return this.#scheme === "bearer" ? `Bearer ${token}` : `Basic ${btoa(`${token}:`)}`;
  }

  #remember(token: string): void {
    if (this.#known.has(token)) return;
    // A provider that gives a new token each hour must not fill the memory.
    if (this.#known.size >= 16) this.#known.clear();
    this.#known.add(token).add(btoa(`${token}:`));
  }
}

// A header with anything else in it would be refused by fetch, which quotes the value.
function usable(token: unknown): string {
  const trimmed = typeof token === "string" ? token.trim() : "";
  if (/^[\x21-\x7e]+$/.test(trimmed)) return trimmed;
  throw new ValidationError("The agent's token is missing or has characters no token has.", {
    path: "token",
    expected: "a GroupChat agent token",
    hint: "Copy the gca_ token of the agent from GroupChat, and check the environment variable.",
  });
}
