import {
  ConnectionLostError,
  HawserError,
  nextReconnectDelay,
  ProtocolError,
  type TimerHandle,
} from "@hawser/core";
import type { Generation, GenerationContext } from "./generation.js";
import { RUN_KINDS } from "./kinds.js";

type State =
  | { readonly kind: "off" }
  | { readonly kind: "loading"; readonly mark: symbol }
  | { readonly kind: "on"; readonly generation: Generation }
  | { readonly kind: "waiting"; readonly timer: TimerHandle };

/** Convex pings every 15 s: a socket that said nothing for longer than this has probably died asleep. */
const SUSPECT_MS = 20_000;

/**
 * Keeps a subscription going: one {@link Generation} after the other.
 *
 * ```text
 *   off ── start() ──► loading ── convex is here ──► on ── fault ──► waiting ── delay over ──► loading
 *    ▲                                                │                 │
 *    └────────────────── stop() ──────────────────────┴── wake() ───────┴──► loading at once
 * ```
 */
export class LiveFeed {
  readonly #context: Omit<GenerationContext, "onFault">;
  #state: State = { kind: "off" };
  #attempt = 0;

  constructor(context: Omit<GenerationContext, "onFault">) {
    this.#context = context;
  }

  start(): void {
    if (this.#state.kind !== "off") return;
    void this.#load();
  }

  stop(): void {
    this.#end();
    this.#state = { kind: "off" };
    this.#attempt = 0;
  }

  /** The machine or its network is back: what waits, or has probably died asleep, is set up anew at once. */
  wake(): void {
    const { kind } = this.#state;
    const suspect = kind === "on" && this.#state.generation.silentMs > SUSPECT_MS;
    if (kind !== "waiting" && !suspect) return;
    this.#end();
    void this.#load();
    if (suspect) this.#lost(new ConnectionLostError("The subscription fell silent during a sleep"));
  }

  async #load(): Promise<void> {
    const mark = Symbol("loading");
    this.#state = { kind: "loading", mark };
    const current = (): boolean => this.#state.kind === "loading" && this.#state.mark === mark;
    try {
      const [parts, token] = await Promise.all([
        import("./subscription-parts.js"),
        this.#context.credentials.token(),
      ]);
      if (!current()) return;
      const generation: Generation = new parts.Generation(
        {
          ...this.#context,
          onFault: (error) => {
            if (this.#state.kind === "on" && this.#state.generation === generation) {
              this.#fault(error);
            }
          },
        },
        parts.openConvex,
        token,
      );
      this.#state = { kind: "on", generation };
    } catch (error) {
      if (current()) this.#fault(asHawserError(error));
    }
  }

  #fault(error: HawserError): void {
    const { settings, logger } = this.#context;
    const { clock, now, reconnect, random } = settings;
    const state = this.#state;
    if (state.kind === "on" && state.generation.synced) {
      const livedMs = now() - state.generation.startedAt;
      if (livedMs >= (reconnect.healthyMs ?? 10_000)) this.#attempt = 0;
    }
    this.#end();
    const delayMs = nextReconnectDelay({
      attempt: this.#attempt++,
      retryAfterMs: error.retryAfterMs,
      options: reconnect,
      random,
    });
    logger.warn("the subscription is set up anew", { delayMs, error });
    this.#state = { kind: "waiting", timer: clock.setTimeout(() => void this.#load(), delayMs) };
    this.#lost(error);
  }

  #lost(error: HawserError): void {
    for (const kind of RUN_KINDS) this.#context.listener.lost(kind, error);
  }

  #end(): void {
    const state = this.#state;
    if (state.kind === "waiting") this.#context.settings.clock.clearTimeout(state.timer);
    if (state.kind === "on") state.generation.close();
  }
}

function asHawserError(error: unknown): HawserError {
  if (error instanceof HawserError) return error;
  return new ProtocolError("The convex package could not be loaded", {
    code: "SYNC_FAULT",
    retryable: true,
    cause: error,
  });
}
