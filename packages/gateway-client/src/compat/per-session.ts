import type { GatewayPort } from "../client-port.js";

/**
 * Something learned about the gateway of the present connection, forgotten with it: after a
 * reconnect another version may answer.
 */
export class PerSession<T extends object> {
  readonly #known = new WeakMap<object, T>();
  readonly #create: () => T;

  constructor(create: () => T) {
    this.#create = create;
  }

  of(port: GatewayPort): T {
    const session = port.hello;
    // Without a session there is nobody to have learned about.
    if (session === undefined) return this.#create();
    let value = this.#known.get(session);
    if (value === undefined) {
      value = this.#create();
      this.#known.set(session, value);
    }
    return value;
  }
}
