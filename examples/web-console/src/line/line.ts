import { signal, type ReadonlySignal } from "@preact/signals";
import type { GatewayClient, GatewayState, HelloOk } from "@hawser/gateway-client";
import { lineState, type Explaining, type LineState } from "@hawser/example-web-parts/line";
import { PEER } from "../peer.js";
import { explain } from "./explain.js";

const WORDS: Explaining = { peer: PEER.name, explain };

/** The connection to the gateway as signals that the page can show. */
export class Line {
  /** Such as "127.0.0.1:18789". */
  readonly host: string;
  readonly #gateway: GatewayClient;
  readonly #state = signal<LineState>({ status: "connecting" });
  readonly #hello = signal<HelloOk | undefined>(undefined);
  readonly #since = signal<number | undefined>(undefined);
  readonly #sessions = signal(0);
  readonly #missed = signal(0);

  constructor(gateway: GatewayClient, url: string) {
    this.#gateway = gateway;
    this.host = new URL(url).host;
    gateway.on("state", (state) => this.#changed(state));
    gateway.on("gap", ({ missed }) => {
      this.#missed.value += missed;
    });
  }

  get state(): ReadonlySignal<LineState> {
    return this.#state;
  }

  /** What the gateway said of itself when it let us in last. */
  get hello(): ReadonlySignal<HelloOk | undefined> {
    return this.#hello;
  }

  /** When this session began, in ms since 1970; undefined while there is none. */
  get since(): ReadonlySignal<number | undefined> {
    return this.#since;
  }

  /** How often the line was lost and came back. */
  get reconnects(): number {
    return Math.max(0, this.#sessions.value - 1);
  }

  /** How many events never came; what they told was fetched anew. */
  get missedEvents(): ReadonlySignal<number> {
    return this.#missed;
  }

  /** Scopes that were asked for and not given. */
  get missingScopes(): readonly string[] {
    // Read so that whoever shows this is told when it changes.
    return this.#hello.value === undefined ? [] : this.#gateway.scopes.missing;
  }

  /** Does not wait any longer before the next attempt. */
  tryNow(): void {
    this.#gateway.retryNow();
  }

  #changed(state: GatewayState): void {
    if (state.status === "ready") {
      this.#hello.value = state.session.hello;
      this.#sessions.value += 1;
      this.#since.value = Date.now();
    } else this.#since.value = undefined;
    this.#state.value = lineState(state, WORDS);
  }
}
