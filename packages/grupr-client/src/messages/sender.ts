import { abortable, type Clock, HawserError, type Random, sleep } from "@hawser/core";
import { fromMs } from "../cursor/time.js";
import { fateOf, mayComeYet } from "../http/failures.js";
import type { HubTime } from "../http/hub-time.js";
import { retryDelay } from "../http/retry.js";
import type { GruprMessage } from "../schemas/index.js";
import { findSent } from "./find-sent.js";
import type { ReadPage } from "./pages.js";
import { notKnown } from "./send-errors.js";

/** When the room is read for a message whose answer was lost: it may take its time to show up. */
const LOOKS_MS = [0, 500, 1000, 2000] as const;
/** Tries to send altogether, each only where the one before has certainly not been executed. */
const ATTEMPTS = 3;
/** How much earlier than the request a message may seem to be: hubs' clocks are known this well. */
const TOLERANCE_MS = 5000;
const UNKNOWN_CLOCK_TOLERANCE_MS = 60_000;
const REMEMBERED = 1000;

/** What a {@link Sender} stands on. */
export interface SenderSetup {
  readonly clock: Clock;
  readonly random: Random;
  readonly time: HubTime;
  /** The agent's id, once it is known. */
  readonly agentId: () => string | undefined;
  /** Sends once. */
  readonly post: (gruprId: string, content: string, signal: AbortSignal) => Promise<GruprMessage>;
  readonly reader: (gruprId: string, signal: AbortSignal) => ReadPage;
}

/**
 * Sends each message once. The hub has no idempotency keys, so after a lost answer the room itself says
 * whether the message is there. Messages to one room go one after the other, in order.
 */
export class Sender {
  readonly #setup: SenderSetup;
  readonly #lanes = new Map<string, Promise<void>>();
  /** Ids of our messages whose send has returned: no other send may take them for its own. */
  readonly #taken = new Set<string>();

  constructor(setup: SenderSetup) {
    this.#setup = setup;
  }

  async send(gruprId: string, content: string, signal: AbortSignal): Promise<GruprMessage> {
    const before = this.#lanes.get(gruprId);
    const turn = (async (): Promise<GruprMessage> => {
      await abortable(before ?? Promise.resolve(), signal);
      return this.#take(await this.#deliver(gruprId, content, signal));
    })();
    // Who gives up waiting does not let the next one overtake.
    const lane = Promise.allSettled([before, turn]).then(() => {
      if (this.#lanes.get(gruprId) === lane) this.#lanes.delete(gruprId);
    });
    this.#lanes.set(gruprId, lane);
    return turn;
  }

  async #deliver(gruprId: string, content: string, signal: AbortSignal): Promise<GruprMessage> {
    const { post, clock } = this.#setup;
    const pause = { clock, signal };
    const since = this.#since();
    for (let attempt = 0; ; attempt++) {
      try {
        return await post(gruprId, content, signal);
      } catch (error) {
        if (!(error instanceof HawserError) || signal.aborted) throw error;
        const fate = fateOf(error);
        const again = retryDelay(error, attempt, { ...this.#setup, attempts: ATTEMPTS });
        if (fate === "not executed") {
          if (again === undefined) throw error;
          await sleep(again, pause);
          continue;
        }
        const found = await this.#lookBack(gruprId, content, since, error, signal);
        if (found !== undefined) return found;
        // What was executed, or may still be at work, is not sent again, found or not.
        if (again === undefined || fate === "executed" || mayComeYet(error)) {
          throw notKnown(error);
        }
      }
    }
  }

  async #lookBack(
    gruprId: string,
    content: string,
    since: bigint,
    error: HawserError,
    signal: AbortSignal,
  ): Promise<GruprMessage | undefined> {
    const { clock, reader, agentId } = this.#setup;
    const pause = { clock, signal };
    const sought = { content, agentId: agentId(), after: since, taken: this.#taken };
    let unread: unknown;
    for (const wait of LOOKS_MS) {
      if (wait > 0) await sleep(wait, pause);
      try {
        const found = await findSent(reader(gruprId, signal), sought);
        if (found !== undefined) return found;
        unread = undefined;
      } catch (cause) {
        signal.throwIfAborted();
        unread = cause;
      }
    }
    if (unread !== undefined) throw notKnown(error);
    return undefined;
  }

  /** From where on the room is read for a message that is being sent now. */
  #since(): bigint {
    const { time } = this.#setup;
    return fromMs(time.now() - (time.isKnown ? TOLERANCE_MS : UNKNOWN_CLOCK_TOLERANCE_MS));
  }

  #take(message: GruprMessage): GruprMessage {
    this.#taken.add(message.message_id);
    const [oldest] = this.#taken;
    if (this.#taken.size > REMEMBERED && oldest !== undefined) this.#taken.delete(oldest);
    return message;
  }
}
