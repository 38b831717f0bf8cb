import type { TimerHandle } from "@hawser/core";
import type { AgentEvent, ChatEvent, ChatSendParams } from "../schemas/index.js";
import { AwakeClock } from "./awake-clock.js";
import { FollowedRun } from "./followed-run.js";
import type { LiveRun } from "./live-run.js";
import { RunDriver } from "./run-driver.js";
import type { ChatPort, RunHost, RunSettings } from "./run-host.js";
import { sameSession } from "./session-match.js";

const TICK_MS = 1_000;
/** Runs of others that are at work, runs that are over, early events of a run: how many of each are kept. */
const REMEMBERED = 256;
/** A run of another client that says nothing for so long holds nobody up any more: its end was missed. */
const FOREIGN_SILENCE_MS = 15 * 60_000;

type RunEvent = Pick<AgentEvent, "runId" | "sessionKey" | "seq">;

interface ForeignRun {
  readonly sessionKey: string;
  heardAt: number;
}

/**
 * Routes chat and agent events to the runs of this client and to those it follows, and notices the runs
 * of others: a message sent to a busy session is answered by a run that does not carry its id.
 */
export class RunRegistry implements RunHost {
  readonly port: ChatPort;
  readonly #awake: AwakeClock;
  readonly #drivers = new Set<RunDriver>();
  readonly #byId = new Map<string, RunDriver>();
  readonly #followed = new Set<FollowedRun>();
  readonly #foreign = new Map<string, ForeignRun>();
  /** Runs that have ended: what their agents still report begins nothing. */
  readonly #over = new Set<string>();
  /** Events of runs nobody claimed yet, by run id. */
  readonly #early = new Map<string, (() => void)[]>();
  #release: (() => void) | undefined;
  #timer: TimerHandle | undefined;

  constructor(port: ChatPort) {
    this.port = port;
    this.#awake = new AwakeClock(port.clock, 2 * TICK_MS);
  }

  now(): number {
    return this.#awake.now();
  }

  /** How many runs of this client have not ended. */
  get size(): number {
    return this.#drivers.size;
  }

  /** `aborted`: it is given up already, and must not be sent. */
  start(params: ChatSendParams, settings: RunSettings, aborted = false): RunDriver {
    const driver = new RunDriver(params, this, settings);
    this.#drivers.add(driver);
    this.#byId.set(params.idempotencyKey, driver);
    this.#over.delete(params.idempotencyKey);
    this.#listen();
    void (aborted ? driver.abort() : driver.send());
    return driver;
  }

  /** Reads along with a run that somebody else began. */
  startFollowing(which: { sessionKey: string; runId: string }, settings: RunSettings): FollowedRun {
    const run = new FollowedRun(which, this, settings);
    this.#followed.add(run);
    this.#listen();
    return run;
  }

  left(run: FollowedRun): void {
    this.#followed.delete(run);
    this.#mayRest();
  }

  /** Ends every run with `error`: the client is closed or failed for good. */
  failAll(error: unknown): void {
    for (const run of this.#live()) run.fail(error);
  }

  otherRuns(sessionKey: string, own: ReadonlySet<string>): ReadonlySet<string> {
    const others = new Set<string>();
    const since = this.now() - FOREIGN_SILENCE_MS;
    for (const [runId, run] of this.#foreign) {
      if (run.heardAt < since) continue;
      if (sameSession(sessionKey, run.sessionKey, this.port.hello)) others.add(runId);
    }
    for (const driver of this.#drivers) {
      if (driver.ended || driver.queue !== undefined) continue;
      if (!this.#same(driver, sessionKey)) continue;
      for (const id of driver.runIds) if (!own.has(id)) others.add(id);
    }
    return others;
  }

  claim(driver: RunDriver, runIds: Iterable<string>): void {
    for (const runId of runIds) {
      if (driver.ended) break;
      this.#byId.set(runId, driver);
      this.#foreign.delete(runId);
      this.#over.delete(runId);
      const early = this.#early.get(runId);
      this.#early.delete(runId);
      for (const deliver of early ?? []) deliver();
    }
    if (![...this.#drivers].some(({ awaitingAck }) => awaitingAck)) this.#early.clear();
  }

  disclaim(driver: RunDriver, runId: string): void {
    if (this.#byId.get(runId) === driver) this.#byId.delete(runId);
    this.#forget(runId);
  }

  ended(driver: RunDriver): void {
    this.#drivers.delete(driver);
    for (const id of driver.runIds) this.disclaim(driver, id);
    this.#mayRest();
  }

  /** Everything that has not ended; those in it may end meanwhile. */
  #live(): readonly LiveRun[] {
    return [...this.#drivers, ...this.#followed];
  }

  #mayRest(): void {
    if (this.#drivers.size + this.#followed.size === 0) this.#unlisten();
  }

  #same(driver: RunDriver, sessionKey: string): boolean {
    const own = driver.params.sessionKey;
    const { hello } = this.port;
    return sameSession(own, sessionKey, hello) || sameSession(sessionKey, own, hello);
  }

  #listen(): void {
    if (this.#release !== undefined) return;
    const { port } = this;
    const releases = [
      port.on("chat", (payload) => this.#onChat(payload as ChatEvent), { economical: true }),
      port.on("agent", (payload) => this.#onAgent(payload as AgentEvent), { economical: true }),
      port.onLost(() => {
        for (const run of this.#live()) run.onLost();
      }),
      port.onReady((_hello, { resumed, restarted }) => {
        if (resumed) return this.#onReady(restarted);
        // The first one: what is to be sent leaves by itself, what is followed is asked about.
        for (const run of this.#followed) run.onReady(restarted);
      }),
      port.on("gap", () => {
        for (const run of this.#live()) run.onMissed();
      }),
      port.onResync(({ reason }) => {
        // After a reconnect onReady has asked already.
        if (reason === "gap") for (const run of this.#live()) run.onGap();
      }),
    ];
    this.#release = () => {
      for (const release of releases) release();
    };
    this.#schedule();
  }

  #unlisten(): void {
    this.#release?.();
    this.#release = undefined;
    this.port.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#foreign.clear();
    this.#early.clear();
  }

  #schedule(): void {
    const { clock } = this.port;
    const tick = (): void => {
      for (const run of this.#live()) run.tick();
      if (this.#drivers.size + this.#followed.size > 0) this.#schedule();
    };
    this.#timer = clock.setTimeout(tick, TICK_MS, { keepAlive: false });
  }

  #onChat(event: ChatEvent): void {
    const { runId, sessionKey, state } = event;
    for (const run of this.#followed) if (run.runId === runId) run.onChat(event);
    const working = state === "delta" || state === "status";
    const own = this.#ownerOf(event, working);
    if (own !== undefined) return own.onChat(event);
    if (this.#over.has(runId)) return;
    if (working) this.#noteForeign(runId, sessionKey);
    else this.#forget(runId);
    this.#keepEarly(runId, sessionKey, (driver) => driver.onChat(event));
  }

  #onAgent(event: AgentEvent): void {
    const { runId, sessionKey } = event;
    for (const run of this.#followed) if (run.runId === runId) run.onAgent(event);
    const phase =
      event.stream === "lifecycle"
        ? (event.data as { phase?: string } | undefined)?.phase
        : undefined;
    const working = phase !== "end" && phase !== "error";
    const own = this.#ownerOf(event, working);
    if (own !== undefined) return own.onAgent(event);
    if (sessionKey === undefined || this.#over.has(runId)) return;
    if (working) this.#noteForeign(runId, sessionKey);
    else this.#foreign.delete(runId);
    this.#keepEarly(runId, sessionKey, (driver) => driver.onAgent(event));
  }

  /** The run this event belongs to; a run that just began on a session answers its oldest queued message. */
  #ownerOf({ runId, sessionKey, seq }: RunEvent, working: boolean): RunDriver | undefined {
    const known = this.#byId.get(runId);
    if (known !== undefined || sessionKey === undefined || !working) return known;
    // Events are counted within their run: one that is further on was at work before.
    const begins = seq === undefined || seq <= 1;
    if (!begins || this.#foreign.has(runId) || this.#over.has(runId)) return undefined;
    let oldest: RunDriver | undefined;
    let since = Infinity;
    for (const driver of this.#drivers) {
      const { queue } = driver;
      if (queue === undefined || queue.busyRuns.has(runId) || queue.since >= since) continue;
      if (!this.#same(driver, sessionKey)) continue;
      oldest = driver;
      since = queue.since;
    }
    if (oldest === undefined) return undefined;
    oldest.adopt(runId);
    this.#byId.set(runId, oldest);
    return oldest;
  }

  #noteForeign(runId: string, sessionKey: string): void {
    const known = this.#foreign.get(runId);
    if (known !== undefined) {
      known.heardAt = this.now();
      return;
    }
    evictOldest(this.#foreign);
    this.#foreign.set(runId, { sessionKey, heardAt: this.now() });
  }

  #forget(runId: string): void {
    this.#foreign.delete(runId);
    evictOldest(this.#over);
    this.#over.add(runId);
  }

  /** A gateway that names the run itself may send its first events before the acknowledgement. */
  #keepEarly(
    runId: string,
    sessionKey: string | undefined,
    deliver: (driver: RunDriver) => void,
  ): void {
    if (sessionKey === undefined) return;
    for (const driver of this.#drivers) {
      if (!driver.awaitingAck || !this.#same(driver, sessionKey)) continue;
      const kept = this.#early.get(runId) ?? [];
      if (kept.length === 0) evictOldest(this.#early);
      if (kept.length < REMEMBERED) {
        kept.push(() => {
          const owner = this.#byId.get(runId);
          if (owner !== undefined) deliver(owner);
        });
      }
      this.#early.set(runId, kept);
      return;
    }
  }

  #onReady(restarted: boolean): void {
    this.#foreign.clear();
    for (const run of this.#live()) run.onReady(restarted);
  }
}

function evictOldest(ids: Map<string, unknown> | Set<string>): void {
  if (ids.size < REMEMBERED) return;
  const oldest = ids.keys().next().value;
  if (oldest !== undefined) ids.delete(oldest);
}
