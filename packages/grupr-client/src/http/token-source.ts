import { HawserError, redactText, safeCause, ValidationError } from "@hawser/core";

/** A value, or an (async) function asked for it each time. */
export type Provided<T> = T | (() => T | Promise<T>);

const REMEMBERED = 8;
// What may stand in a header.
const PRINTABLE = /^[\x21-\x7e]+$/;

/** Gives a secret out, and knows which ones it gave so that none of them shows up in a message. */
export class TokenSource {
  readonly #given: Provided<string>;
  readonly #name: string;
  readonly #known = new Set<string>();

  /** @param name - of the option, for errors. */
  constructor(given: Provided<string>, name: string) {
    this.#given = given;
    this.#name = name;
    if (typeof given === "string") this.#checked(given);
  }

  /** The latest ones. */
  get known(): Iterable<string> {
    return this.#known;
  }

  /**
   * @throws ValidationError for what cannot be a token; HawserError `PROVIDER_FAILED` when the
   * function throws, unless that is a HawserError itself.
   */
  async get(): Promise<string> {
    if (typeof this.#given !== "function") return this.#checked(this.#given);
    let token: string;
    try {
      token = await this.#given();
    } catch (error) {
      if (error instanceof HawserError) throw error;
      throw new HawserError(`${this.#name} could not be had: ${wordsOf(error, this.#known)}`, {
        code: "PROVIDER_FAILED",
        retryable: true,
        cause: safeCause(error),
      });
    }
    return this.#checked(token);
  }

  #checked(given: unknown): string {
    const token = typeof given === "string" ? given.trim() : "";
    if (!PRINTABLE.test(token)) {
      throw new ValidationError(
        token === ""
          ? `${this.#name} is missing`
          : `${this.#name} holds characters no header takes`,
        {
          path: this.#name,
          expected: "a token, or a function that gives one",
          hint:
            this.#name === "agentToken"
              ? "GruprClient.register() gives one for an agent of yours."
              : undefined,
        },
      );
    }
    this.#known.delete(token);
    this.#known.add(token);
    const [oldest] = this.#known;
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    return token;
  }
}

const wordsOf = (error: unknown, secrets: Iterable<string>): string =>
  redactText(error instanceof Error ? error.message : String(error), secrets);
