import { compact } from "../compat/records.js";
import { parseSessionKey } from "../sessions/session-key.js";
import type { Run, RunChange, RunOutcome } from "./run.js";
import type { RunSignal } from "./run-signals.js";

interface Entry {
  readonly runId: string;
  sessionKey: string | undefined;
  agentId: string | undefined;
  readonly startedAt: number;
  lastEventAt: number;
  phase: string | undefined;
}

interface Ended {
  readonly run: Run;
  readonly certain: boolean;
}

const RUNNING_KEPT = 1000;
const ENDED_KEPT = 200;

/**
 * Runs by id, moved between running and ended by signals.
 *
 *     (unknown) --start, alive--> running --end--> ended
 *     ended, lost --alive--> running       ended by lifecycle --start--> running
 *     ended by a chat event: never again
 */
export class RunTable {
  readonly #running = new Map<string, Entry>();
  readonly #ended = new Map<string, Ended>();
  readonly #emit: (change: RunChange) => void;

  constructor(emit: (change: RunChange) => void) {
    this.#emit = emit;
  }

  get size(): number {
    return this.#running.size;
  }

  /** Runs in flight, the oldest first. */
  get running(): Run[] {
    return [...this.#running.values()].map((entry) => runOf(entry));
  }

  /** The runs that ended last, the latest last. Bounded. */
  get ended(): Run[] {
    return [...this.#ended.values()].map(({ run }) => run);
  }

  get(runId: string): Run | undefined {
    const entry = this.#running.get(runId);
    return entry === undefined ? this.#ended.get(runId)?.run : runOf(entry);
  }

  apply(signal: RunSignal, now: number): void {
    const { news, runId } = signal;
    if (news.type === "end") {
      const entry = this.#match(signal);
      if (entry !== undefined) this.#end(entry, news.outcome, now, news.certain);
      else if (runId !== undefined && news.certain) this.#confirm(runId);
      return;
    }
    if (runId === undefined) return;
    const entry = this.#running.get(runId);
    if (entry !== undefined) this.#touch(entry, signal, now);
    else if (news.type !== "note" && this.#mayStart(runId, news.type)) {
      this.#start(runId, signal, now);
    }
  }

  /** Ends a run by id, if it is in flight. `lost` is taken back by its next sign of life. */
  end(runId: string, outcome: RunOutcome, now: number): void {
    const entry = this.#running.get(runId);
    if (entry !== undefined) this.#end(entry, outcome, now, false);
  }

  clear(): void {
    this.#running.clear();
    this.#ended.clear();
  }

  #mayStart(runId: string, type: "start" | "alive"): boolean {
    const ended = this.#ended.get(runId);
    if (ended === undefined) return true;
    return !ended.certain && (type === "start" || ended.run.status === "lost");
  }

  #start(runId: string, signal: RunSignal, now: number): void {
    this.#ended.delete(runId);
    const entry: Entry = {
      runId,
      sessionKey: signal.sessionKey,
      agentId: agentOf(signal),
      startedAt: now,
      lastEventAt: now,
      phase: phaseOf(signal),
    };
    this.#running.set(runId, entry);
    this.#emit({ type: "started", run: runOf(entry) });
    if (this.#running.size <= RUNNING_KEPT) return;
    let silent = this.#running.values().next().value ?? entry;
    for (const other of this.#running.values()) {
      if (other.lastEventAt < silent.lastEventAt) silent = other;
    }
    this.#end(silent, { status: "lost" }, now, false);
  }

  #touch(entry: Entry, signal: RunSignal, now: number): void {
    entry.lastEventAt = now;
    entry.sessionKey ??= signal.sessionKey;
    entry.agentId ??= agentOf(signal);
    const phase = phaseOf(signal);
    if (phase === undefined || phase === entry.phase) return;
    entry.phase = phase;
    this.#emit({ type: "changed", run: runOf(entry) });
  }

  /** Which run an end means: by id, else (where allowed) the oldest of the session, else of the agent. */
  #match(signal: RunSignal): Entry | undefined {
    const { runId, sessionKey, agentId } = signal;
    if (runId !== undefined) {
      const known = this.#running.get(runId);
      if (known !== undefined || this.#ended.has(runId)) return known;
      if (signal.bySession === undefined) return undefined;
    }
    const among = (same: (entry: Entry) => boolean): Entry | undefined =>
      [...this.#running.values()].find(same);
    if (sessionKey !== undefined) return among((entry) => entry.sessionKey === sessionKey);
    return agentId === undefined ? undefined : among((entry) => entry.agentId === agentId);
  }

  #end(entry: Entry, outcome: RunOutcome, now: number, certain: boolean): void {
    this.#running.delete(entry.runId);
    entry.lastEventAt = outcome.status === "lost" ? entry.lastEventAt : now;
    const { status: _running, phase: _phase, ...rest } = runOf(entry) as Run & { phase?: string };
    const run: Run = { ...rest, ...outcome, endedAt: now };
    this.#ended.delete(entry.runId);
    this.#ended.set(entry.runId, { run, certain });
    if (this.#ended.size > ENDED_KEPT) {
      const oldest = this.#ended.keys().next().value;
      if (oldest !== undefined) this.#ended.delete(oldest);
    }
    this.#emit({ type: "ended", run });
  }

  #confirm(runId: string): void {
    const ended = this.#ended.get(runId);
    if (ended !== undefined) this.#ended.set(runId, { run: ended.run, certain: true });
  }
}

function agentOf(signal: RunSignal): string | undefined {
  if (signal.agentId !== undefined || signal.sessionKey === undefined) return signal.agentId;
  return parseSessionKey(signal.sessionKey).agentId;
}

function phaseOf({ news }: RunSignal): string | undefined {
  return news.type === "alive" || news.type === "note" ? news.phase : undefined;
}

function runOf(entry: Entry): Run {
  const { runId, sessionKey, agentId, startedAt, lastEventAt, phase } = entry;
  const subagentId = sessionKey === undefined ? undefined : parseSessionKey(sessionKey).subagentId;
  return compact({
    status: "running" as const,
    runId,
    startedAt,
    lastEventAt,
    sessionKey,
    agentId,
    subagentId,
    phase,
  });
}
