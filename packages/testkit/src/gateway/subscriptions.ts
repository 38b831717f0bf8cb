import type { GatewayConnection } from "./connection.js";

/** Who asked for session changes and for the messages of which session (protocol 4). */
export class Subscriptions {
  readonly #changes = new Set<GatewayConnection>();
  readonly #messages = new Map<string, Set<GatewayConnection>>();

  subscribeChanges(connection: GatewayConnection): void {
    this.#changes.add(connection);
  }

  unsubscribeChanges(connection: GatewayConnection): void {
    this.#changes.delete(connection);
  }

  subscribeMessages(connection: GatewayConnection, key: string): void {
    const listeners = this.#messages.get(key) ?? new Set();
    this.#messages.set(key, listeners.add(connection));
  }

  unsubscribeMessages(connection: GatewayConnection, key: string): void {
    this.#messages.get(key)?.delete(connection);
  }

  wantsChanges(connection: GatewayConnection): boolean {
    return this.#changes.has(connection);
  }

  /** A subscriber to all changes also sees the messages of every session. */
  wantsMessages(connection: GatewayConnection, key: string): boolean {
    return this.#changes.has(connection) || this.#messages.get(key)?.has(connection) === true;
  }

  forget(connection: GatewayConnection): void {
    this.#changes.delete(connection);
    for (const listeners of this.#messages.values()) listeners.delete(connection);
  }
}
