import {
  AuthError,
  backoffDelay,
  HawserError,
  type Logger,
  ProtocolError,
  sleep,
} from "@hawser/core";
import type { CursorStore } from "../cursor/store.js";
import { fromMs } from "../cursor/time.js";
import type { HubTime } from "../http/hub-time.js";
import type { LineState, News, WakeLine } from "../line/wake-line.js";
import { authorOf } from "../messages/author.js";
import { byTimeAndId, readPages, type ReadPage } from "../messages/pages.js";
import type { Settings } from "../options.js";
import { Acks } from "./acks.js";
import { Alarm } from "./alarm.js";
import { Announced } from "./announced.js";
import type { Delivery } from "./delivery.js";
import { Ledger, type Row, type TakeOptions } from "./ledger.js";
import { lastOld, newestPosition, startOf, type Start } from "./start.js";
import type { StreamState } from "./state.js";

/** Reads follow each other at this distance at least, ms. */
const LEAST_GAP_MS = 100;
/** A subscription takes its time: what was said meanwhile is read then, ms. */
const SETTLE_MS = 2000;
/** A message dated further ahead does not move the window, ms. */
const HORIZON_MS = 300_000;
const NS_PER_MS = 1_000_000n;

/** What a {@link RoomStream} stands on. */
export interface RoomStreamSetup {
  readonly gruprId: string;
  readonly settings: Settings;
  readonly line: WakeLine;
  readonly time: HubTime;
  readonly read: ReadPage;
  readonly store: CursorStore;
  readonly cursor: string | undefined;
  readonly limit: number;
  /** This machine's clock when the stream was asked for, ms, as finely as it is known. */
  readonly calledAtMs: number;
  readonly signal: AbortSignal;
  readonly onState: ((state: StreamState) => void) | undefined;
}

/**
 * Follows one room: subscribe, read what there is, wait, read again. The WebSocket says when, REST says
 * what. Reading goes on only when the consumer asks for more.
 */
export class RoomStream {
  readonly #setup: RoomStreamSetup;
  readonly #logger: Logger;
  readonly #alarm: Alarm;
  readonly #announced = new Announced();
  #ledger: Ledger | undefined;
  #acks: Acks | undefined;
  #line: LineState;
  #settleAt: number | undefined;
  /** The next read comes from a timer, not from news. */
  #polled = false;
  #hasRead = false;
  #begun = false;
  /** New messages of the first read at the newest. */
  readonly #kept: Row[] = [];
  #failures = 0;
  #told: string | undefined;

  constructor(setup: RoomStreamSetup) {
    this.#setup = setup;
    this.#logger = setup.settings.logger;
    this.#alarm = new Alarm(setup.settings.clock);
    this.#line = setup.line.state;
  }

  /**
   * Ends when the signal aborts.
   *
   * @throws AuthError when the hub refuses the token or the room; other errors that trying again cannot
   * mend; what the cursor store throws.
   */
  async *deliveries(): AsyncGenerator<Delivery, undefined> {
    const { store, gruprId, cursor, calledAtMs, line, signal } = this.#setup;
    const unlock = await store.lock?.(gruprId);
    let leave: (() => void) | undefined;
    try {
      const start = await startOf(cursor, store, gruprId, calledAtMs);
      if (signal.aborted) return undefined;
      leave = line.join(gruprId, {
        onWake: (news) => this.#onWake(news),
        onLine: (state) => this.#onLine(state),
      });
      // It may have come up while the store was asked.
      this.#line = line.state;
      while (!signal.aborted) {
        this.#alarm.reset();
        try {
          yield* this.#drain(start);
        } catch (error) {
          if (signal.aborted) break;
          await this.#failed(error);
          continue;
        }
        this.#reportLine();
        if (!this.#begun) yield* this.#begin();
        this.#insist();
        await this.#pause();
      }
      return undefined;
    } finally {
      leave?.();
      await this.#acks?.idle();
      await unlock?.();
    }
  }

  /** One read of everything that may be new. */
  async *#drain(start: Start): AsyncGenerator<Delivery, void> {
    const { clock, streamingTimeoutMs } = this.#setup.settings;
    const ledger = this.#ledger ?? (await this.#open(start));
    const first = !this.#hasRead;
    const polled = this.#polled;
    this.#polled = false;
    for await (const rows of this.#pages(ledger)) {
      const fresh = ledger.take(rows, this.#takeOptions(start, first));
      if (polled) for (const row of fresh) this.#found(row);
      if (first && start.kind === "newest") this.#kept.push(...fresh);
      else yield* this.#give(ledger, fresh);
      if (this.#setup.signal.aborted) return;
    }
    this.#failures = 0;
    this.#hasRead = true;
    this.#announced.looked(ledger);
    const { fresh, empty } = ledger.expire(clock.now() - streamingTimeoutMs);
    for (const { id } of empty) {
      this.#logger.warn("A message was never filled, and is left out", { messageId: id });
    }
    yield* this.#give(ledger, [...fresh].sort(byTimeAndId));
  }

  /**
   * Everything there was has been read once. At the newest, nothing is given before it is saved where
   * that is: what came with a crash right then would be taken for old the next time.
   *
   * @throws what the cursor store throws.
   */
  async *#begin(): AsyncGenerator<Delivery, void> {
    this.#begun = true;
    this.#ledger?.settle();
    await this.#acks?.save();
    if (this.#ledger !== undefined) yield* this.#give(this.#ledger, this.#kept.splice(0));
  }

  /** The position is known once the hub has told its time: the newest is a matter of clocks. */
  async #open(start: Start): Promise<Ledger> {
    const { settings, store, gruprId, time, read, limit } = this.#setup;
    const overlap = BigInt(Math.max(0, Math.round(settings.overlapMs))) * NS_PER_MS;
    let position = start.kind === "position" ? start.position : undefined;
    if (start.kind === "newest") {
      const guess = newestPosition(start.calledAtMs, time);
      if (!time.isKnown) await read(guess.floor, Math.min(limit, 1));
      position = newestPosition(start.calledAtMs, time);
    }
    if (position === undefined) throw new TypeError("a stream begins somewhere");
    this.#ledger = new Ledger(position, overlap);
    this.#acks = new Acks(gruprId, this.#ledger, store);
    return this.#ledger;
  }

  #pages(ledger: Ledger): AsyncGenerator<Row[], void> {
    const { read, limit } = this.#setup;
    return readPages(read, ledger.readAfter, limit, (at) => {
      this.#logger.error("More messages share a time than a page holds; some cannot be read", {
        createdAt: new Date(Number(at / NS_PER_MS)).toISOString(),
      });
    });
  }

  #takeOptions(start: Start, first: boolean): TakeOptions {
    const { settings, time } = this.#setup;
    const now = settings.clock.now();
    const latest = Math.max(now, time.now());
    const options = { now, horizon: fromMs(latest + HORIZON_MS) };
    if (!first || start.kind !== "newest") return options;
    return { ...options, doneUpTo: lastOld(start.calledAtMs, time) };
  }

  *#give(ledger: Ledger, rows: readonly Row[]): Generator<Delivery, void> {
    for (const { id, message } of rows) {
      if (this.#setup.signal.aborted) return;
      const cursor = ledger.give(id);
      yield { message, cursor, ack: () => this.#ack(id) };
    }
  }

  async #ack(id: string): Promise<void> {
    await this.#acks?.ack(id);
  }

  /** Only people count: a hub need not tell an agent of its own messages. */
  #found(row: Row): void {
    if (this.#line.status !== "up" || !this.#line.proven) return;
    if (authorOf(row.message).kind !== "person") return;
    this.#announced.found(row.id, this.#setup.settings.clock.now());
  }

  /** Waits for news, for the next poll, or for whatever else is due. */
  async #pause(): Promise<void> {
    const { settings, signal, line } = this.#setup;
    const { clock } = settings;
    const endedAt = clock.now();
    for (;;) {
      const now = clock.now();
      if (this.#announced.overdue(now)) line.suspect();
      const poll = endedAt + this.#pollMs() - now;
      const held = (this.#ledger?.held ?? 0) > 0 ? settings.streamingPollMs : Infinity;
      const look = Math.min(this.#announced.lookInMs, held);
      const settle = this.#settleAt === undefined ? Infinity : this.#settleAt - now;
      const due = Math.max(0, Math.min(poll, endedAt + look - now, settle));
      const overdue = this.#announced.overdueInMs(now);
      const rang = await this.#alarm.sleep(Math.min(due, overdue), signal);
      if (signal.aborted) return;
      const after = clock.now();
      if (!rang && due > overdue) continue;
      this.#polled = !rang && look === Infinity;
      if (this.#settleAt !== undefined && this.#settleAt <= after) this.#settleAt = undefined;
      const gap = endedAt + LEAST_GAP_MS - after;
      if (gap > 0) await sleep(gap, { clock, signal }).catch(() => undefined);
      return;
    }
  }

  #pollMs(): number {
    const { safetyPollMs, pollIntervalMs, random } = this.#setup.settings;
    const proven = this.#line.status === "up" && this.#line.proven;
    return (proven ? safetyPollMs : pollIntervalMs) * (0.8 + 0.4 * random());
  }

  /** @throws the error itself when trying again cannot help. */
  async #failed(reason: unknown): Promise<void> {
    const { settings, signal } = this.#setup;
    const { clock, random } = settings;
    if (!(reason instanceof HawserError) || reason instanceof AuthError) throw reason;
    const error: HawserError = reason;
    // Once a room could be read, a wrong answer is more likely the network's or the hub's bad day.
    const passing = error.retryable || (this.#hasRead && !isOurFault(error));
    if (!passing) throw error;
    const own = backoffDelay({ attempt: this.#failures, random });
    const delayMs = Math.max(own, error.retryAfterMs ?? 0);
    this.#failures += 1;
    this.#logger.warn("The hub could not be read, will try again", { error, delayMs });
    this.#told = undefined;
    this.#report({ status: "retrying", error, delayMs });
    await sleep(delayMs, { clock, signal }).catch(() => undefined);
  }

  #onWake(news: News | undefined): void {
    if (this.#announced.tell(news, this.#ledger)) this.#alarm.ring();
  }

  #onLine(state: LineState): void {
    const before = this.#line.status;
    this.#line = state;
    if (state.status !== "up") this.#announced.forgive();
    if (state.status === before) return;
    if (state.status === "up") {
      this.#settleAt = this.#setup.settings.clock.now() + SETTLE_MS;
    }
    if (this.#hasRead && this.#failures === 0) this.#reportLine();
    // Up: what came meanwhile. Refused: REST knows whether the token is still good.
    this.#alarm.ring();
  }

  /** @throws the reason why there is no WebSocket, where polling is not wanted instead. */
  #insist(): void {
    const line = this.#line;
    if (line.status !== "refused" || this.#setup.settings.transport !== "websocket") return;
    throw line.error instanceof AuthError ? line.error : notOffered(line.error);
  }

  #reportLine(): void {
    const line = this.#line;
    if (line.status === "up") this.#report({ status: "live" });
    else {
      const { error } = line;
      this.#report({ status: "polling", ...(error !== undefined && { error }) });
    }
  }

  #report(state: StreamState): void {
    const key = state.status;
    if (key === this.#told && key !== "retrying") return;
    this.#told = key;
    try {
      this.#setup.onState?.(state);
    } catch (error) {
      this.#logger.error("onState threw", { error });
    }
  }
}

function isOurFault(error: HawserError): boolean {
  return error.code === "INVALID_ARGUMENT" || error.code === "INVALID_URL";
}

function notOffered(cause: HawserError): ProtocolError {
  return new ProtocolError(`There is no WebSocket to be had: ${cause.message}`, {
    code: "WEBSOCKET_REFUSED",
    hint: `Use transport "auto" to poll instead.`,
    cause,
  });
}
