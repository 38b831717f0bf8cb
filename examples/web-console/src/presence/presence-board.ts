import { signal, type ReadonlySignal } from "@preact/signals";
import type { AgentPresence, ClientPresence, GatewayClient } from "@hawser/gateway-client";

/** Who is there, as signals: the gateway's agents, and the programs connected to it. */
export class PresenceBoard {
  readonly #gateway: GatewayClient;
  readonly #agents = signal<readonly AgentPresence[]>([]);
  readonly #clients = signal<readonly ClientPresence[]>([]);

  constructor(gateway: GatewayClient) {
    this.#gateway = gateway;
    gateway.presence.onChange(() => this.#read());
    this.#read();
  }

  get agents(): ReadonlySignal<readonly AgentPresence[]> {
    return this.#agents;
  }

  /** Those that are connected, and the gateway itself. */
  get clients(): ReadonlySignal<readonly ClientPresence[]> {
    return this.#clients;
  }

  #read(): void {
    const { presence } = this.#gateway;
    this.#agents.value = presence.list();
    this.#clients.value = presence.clients.filter(({ connected }) => connected);
  }
}
