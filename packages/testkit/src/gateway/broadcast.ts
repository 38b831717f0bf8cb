import type { GatewayConnection } from "./connection.js";
import type { StateVersion } from "./frames.js";
import type { GatewayProtocol } from "./generation.js";
import { eventScope, hasScope } from "./scopes.js";

/** Sends events to every connection that may see them, numbered as the generation numbers them. */
export class Broadcaster {
  readonly #protocol: GatewayProtocol;
  readonly #connections: () => Iterable<GatewayConnection>;
  #seq: number;
  #presence = 1;
  #health = 1;

  constructor(
    protocol: GatewayProtocol,
    firstSeq: number,
    connections: () => Iterable<GatewayConnection>,
  ) {
    this.#protocol = protocol;
    this.#seq = firstSeq;
    this.#connections = connections;
  }

  /** The counters of presence and health. */
  get stateVersion(): StateVersion {
    return { presence: this.#presence, health: this.#health };
  }

  /** A restarted gateway counts from the start again. */
  restart(firstSeq: number): void {
    this.#seq = firstSeq;
  }

  bump(what: "presence" | "health"): StateVersion {
    if (what === "presence") this.#presence += 1;
    else this.#health += 1;
    return this.stateVersion;
  }

  /**
   * Sends an event to all who may see it. On protocol 3 the number is global: it is used up even
   * for clients that lack the scope, who therefore see a gap.
   */
  event(event: string, payload: unknown, stateVersion?: StateVersion): void {
    const seq = this.#seq;
    this.#seq += 1;
    const scope = eventScope(this.#protocol, event);
    for (const connection of this.#ready()) {
      if (!hasScope(connection.scopes, scope)) continue;
      connection.event(event, payload, seq, stateVersion);
    }
  }

  /** Sends to chosen connections; protocol 3 gives such events no number. */
  targeted(event: string, payload: unknown, to: (connection: GatewayConnection) => boolean): void {
    for (const connection of this.#ready()) if (to(connection)) connection.event(event, payload);
  }

  *#ready(): Iterable<GatewayConnection> {
    for (const connection of this.#connections()) {
      if (connection.phase.status === "ready") yield connection;
    }
  }
}
