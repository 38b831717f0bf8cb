import { redact, redactText } from "@hawser/core";
import type { HelloOk, RemoteErrorShape } from "../schemas/index.js";

/** So many are remembered: those of the attempts that may still be spoken of. */
const REMEMBERED = 64;
/** A shorter one would be found in innocent words. */
const SHORTEST = 3;
const TELLING = /token|password|secret|key|auth|jwt|signature|cookie/i;

/** What may appear in no log and no error. The oldest are forgotten: a provider may give a new one each time. */
export class Secrets implements Iterable<string> {
  readonly #kept = new Set<string>();

  keep(secret: string | undefined): void {
    if (secret === undefined || secret.length < SHORTEST) return;
    this.#kept.delete(secret);
    this.#kept.add(secret);
    if (this.#kept.size <= REMEMBERED) return;
    const [oldest = ""] = this.#kept;
    this.#kept.delete(oldest);
  }

  /** User info and telling parameters of an address. */
  keepOfUrl(address: string): void {
    try {
      const { password, searchParams } = new URL(address);
      this.keepTelling(searchParams);
      this.keep(decodeURIComponent(password));
    } catch {
      // Not a URL: nothing will be sent there.
    }
  }

  /** Values with telling names, without the scheme before them (`Bearer`). */
  keepTelling(fields: Iterable<readonly [string, string]>): void {
    for (const [name, value] of fields) {
      if (TELLING.test(name)) this.keep(value.replace(/^\w+ +/, ""));
    }
  }

  /** A text of the gateway, which may quote what it was sent. */
  hide(text: string): string {
    return redactText(text, this.#kept);
  }

  /** An error of the gateway, likewise. Details that hold no secret stay as they came. */
  hideIn(error: RemoteErrorShape): RemoteErrorShape {
    const { message, details } = error;
    const clean = { ...error, message: this.hide(message) };
    if (details !== undefined) clean.details = this.#withoutSecrets(details);
    return clean;
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#kept.values();
  }

  #withoutSecrets(value: unknown): unknown {
    const json = JSON.stringify(value) ?? "";
    for (const secret of this.#kept) if (json.includes(secret)) return redact(value, this.#kept);
    return value;
  }
}

/**
 * The hello for its readers: device tokens are there for who asks for them by name, and are left out
 * where an object is printed, logged or turned into JSON.
 */
export function concealTokens(hello: HelloOk): HelloOk {
  const { auth } = hello;
  for (const holder of [auth, ...(auth?.deviceTokens ?? [])]) {
    const token = holder?.deviceToken;
    if (holder === undefined || token === undefined) continue;
    Object.defineProperty(holder, "deviceToken", { get: () => token, enumerable: false });
  }
  return hello;
}
