import { randomUUID } from "node:crypto";
import { type AgentAttachment, AgentFailure, agentSleep, type AgentStep } from "../agent.js";
import type { ApprovalDesk } from "../approvals.js";
import type { GatewayConnection } from "../connection.js";
import type { SessionChange } from "../context.js";
import type { ResolvedOptions } from "../options.js";
import type { GatewaySession, SessionStore } from "../sessions.js";
import { Run } from "./run.js";
import { runTool } from "./tool-step.js";
import type { TranscriptKeeper } from "./transcript.js";
import type { RunVoice } from "./voice.js";

/** A message that starts a run, or waits for one. */
export interface Turn {
  readonly runId: string;
  /** The idempotency key it came with, when that is not the run's id. */
  readonly inputId?: string;
  readonly session: GatewaySession;
  readonly origin: "chat" | "agent";
  readonly message: string;
  readonly attachments: readonly AgentAttachment[];
  readonly connection: GatewayConnection;
  /** ms the run may take; 2026.3.2 takes the parameter and ignores it. */
  readonly timeoutMs?: number | undefined;
  /** Identifies the request's body: the same key with another body is a conflict on protocol 4. */
  readonly fingerprint: string;
}

/** What became of an idempotency key. */
export interface KnownKey {
  readonly fingerprint: string;
  status: "in_flight" | "ok" | "error";
}

type RunEnd = Exclude<Run["outcome"], { status: "running" }>;

interface SessionLane {
  active: { run: Run; connection: GatewayConnection } | undefined;
  readonly waiting: Turn[];
}

/** Settings of the engine that come from its gateway. */
export interface RunEngineHost {
  readonly options: ResolvedOptions;
  readonly sessions: SessionStore;
  readonly voice: RunVoice;
  readonly transcript: TranscriptKeeper;
  readonly approvals: ApprovalDesk;
  /** Session rows changed; `reason` as in sessions.changed. */
  changed(session: GatewaySession, how: SessionChange): void;
}

/** Runs turns, one at a time a session. */
export class RunEngine {
  readonly #host: RunEngineHost;
  readonly #lanes = new Map<string, SessionLane>();
  readonly #runs = new Map<string, Run>();
  readonly #keys = new Map<string, KnownKey>();
  readonly #settled = new Set<(run: Run) => void>();

  constructor(host: RunEngineHost) {
    this.#host = host;
  }

  key(idempotencyKey: string): KnownKey | undefined {
    return this.#keys.get(idempotencyKey);
  }

  /** Notes a key whose message was answered without a run. */
  settle(idempotencyKey: string, fingerprint: string): void {
    this.#keys.set(idempotencyKey, { fingerprint, status: "ok" });
  }

  run(runId: string): Run | undefined {
    return this.#runs.get(runId);
  }

  /** The run that is going on in a session. */
  active(sessionKey: string): Run | undefined {
    return this.#lanes.get(sessionKey)?.active?.run;
  }

  /** Every run that is going on. */
  activeRuns(): Run[] {
    return [...this.#lanes.values()].flatMap((lane) => (lane.active ? [lane.active.run] : []));
  }

  /** Messages that wait for their session. */
  waiting(sessionKey: string): readonly Turn[] {
    return this.#lanes.get(sessionKey)?.waiting ?? [];
  }

  /** Calls back whenever a run has ended; returns how to stop that. */
  onSettled(fn: (run: Run) => void): () => void {
    this.#settled.add(fn);
    return () => this.#settled.delete(fn);
  }

  /**
   * Accepts a turn: it starts on the next round of the event loop, so that the acknowledgement is on
   * the wire before the run's first event, or waits for its session.
   */
  submit(turn: Turn): void {
    this.#keys.set(turn.runId, { fingerprint: turn.fingerprint, status: "in_flight" });
    const lane = this.#lane(turn.session);
    if (!lane.active) {
      const run = this.#claim(lane, turn);
      setImmediate(() => void this.#perform(run, turn));
      return;
    }
    lane.waiting.push(this.#defer(turn, lane.active.connection));
  }

  /** Ends the runs of a session (or the one run); returns the ids of those that were going on. */
  abort(sessionKey: string, runId: string | undefined, stopReason: string): Run[] {
    const lane = this.#lanes.get(sessionKey);
    const run = lane?.active?.run;
    if (!lane || !run || (runId !== undefined && run.runId !== runId)) return [];
    this.#host.voice.aborted(run, stopReason);
    this.#end(run, { status: "aborted", endedAt: this.#host.options.clock.now(), stopReason });
    run.controller.abort(new Error("aborted"));
    this.#host.transcript.aborted(run, stopReason);
    setImmediate(() => {
      this.#host.voice.afterAbort(run);
      this.#release(run);
    });
    return [run];
  }

  /** The gateway dies: runs stop without a word and messages that waited are gone. */
  kill(): void {
    for (const lane of this.#lanes.values()) {
      const run = lane.active?.run;
      lane.waiting.length = 0;
      lane.active = undefined;
      if (!run) continue;
      run.outcome = {
        status: "error",
        endedAt: this.#host.options.clock.now(),
        message: "gateway stopped",
      };
      run.controller.abort(new Error("gateway stopped"));
      this.#host.transcript.killed(run);
    }
    this.#keys.clear();
    this.#runs.clear();
  }

  #lane(session: GatewaySession): SessionLane {
    const lane = this.#lanes.get(session.key) ?? { active: undefined, waiting: [] };
    this.#lanes.set(session.key, lane);
    return lane;
  }

  #claim(lane: SessionLane, turn: Turn): Run {
    const { clock } = this.#host.options;
    const { runId, inputId, session, origin, message } = turn;
    const run = new Run(runId, session, origin, message, clock.now(), inputId);
    lane.active = { run, connection: turn.connection };
    this.#runs.set(run.runId, run);
    this.#host.transcript.accepted(run, turn);
    return run;
  }

  /**
   * A message to a busy session gets an empty final under its own id at once and its reply later
   * under a new id: always on protocol 4, on 3 only when another connection keeps the session busy.
   */
  #defer(turn: Turn, busy: GatewayConnection): Turn {
    const { options, voice } = this.#host;
    const renamed =
      turn.origin === "chat" &&
      !options.documented &&
      (options.generation.protocol === 4 || busy !== turn.connection);
    if (!renamed) return turn;
    const placeholder = new Run(
      turn.runId,
      turn.session,
      turn.origin,
      turn.message,
      options.clock.now(),
    );
    setImmediate(() => {
      voice.deferred(placeholder);
      const known = this.#keys.get(turn.runId);
      if (known) known.status = "ok";
    });
    return { ...turn, runId: randomUUID(), inputId: turn.runId };
  }

  async #perform(run: Run, turn: Turn): Promise<void> {
    const { options, voice, transcript } = this.#host;
    if (run.outcome.status !== "running") return;
    const session = run.session;
    Object.assign(session, { status: "running", startedAt: run.startedAt, endedAt: undefined });
    session.systemSent = true;
    voice.started(run);
    const limit = this.#limit(run, turn);
    try {
      await this.#speak(run, turn);
    } catch (cause) {
      if (run.outcome.status !== "running") return;
      const failure =
        cause instanceof AgentFailure
          ? cause
          : new AgentFailure(cause instanceof Error ? cause.message : String(cause));
      session.lastRunError = failure.message;
      transcript.failed(run, failure);
      voice.failed(run, failure);
      const endedAt = options.clock.now();
      this.#end(run, { status: "error", endedAt, message: failure.message });
      this.#release(run);
      return;
    } finally {
      options.clock.clearTimeout(limit);
    }
    if (run.outcome.status !== "running") return;
    voice.spoken(run);
    transcript.finished(run);
    this.#settleSession(run, { status: "ok", endedAt: options.clock.now() });
    voice.finished(run);
    this.#announceEnd(run);
    this.#release(run);
  }

  #limit(run: Run, turn: Turn): unknown {
    const { options } = this.#host;
    if (!turn.timeoutMs || options.generation.protocol === 3) return undefined;
    const failure = new AgentFailure(
      "Request timed out before a response was generated. Please try again, or increase `agents.defaults.timeoutSeconds` in your config.",
      "timeout",
    );
    return options.clock.setTimeout(() => run.controller.abort(failure), turn.timeoutMs);
  }

  async #speak(run: Run, turn: Turn): Promise<void> {
    const { options } = this.#host;
    const { signal } = run.controller;
    const stopped = new Promise<"stopped">((resolve) => {
      signal.addEventListener("abort", () => resolve("stopped"), { once: true });
    });
    const steps = options
      .agent(turn.message, {
        sessionKey: run.sessionKey,
        runId: run.runId,
        signal,
        attachments: turn.attachments,
        sleep: agentSleep(options.clock, signal),
      })
      [Symbol.asyncIterator]();
    let toolResult: string | undefined;
    for (;;) {
      // An agent that ignores the signal must not keep an aborted run alive.
      const next = await Promise.race([steps.next(toolResult), stopped]);
      if (next === "stopped" || signal.aborted) {
        void Promise.resolve(steps.return?.()).catch(() => undefined);
        if (signal.reason instanceof AgentFailure) throw signal.reason;
        return;
      }
      if (next.done) return;
      toolResult = await this.#step(run, next.value);
    }
  }

  /** Takes a step; the result of a tool goes back to the agent that yielded it. */
  async #step(run: Run, step: AgentStep): Promise<string | undefined> {
    const { voice } = this.#host;
    if (typeof step === "string") {
      run.text += step;
      voice.said(run, step, false);
    } else if ("replace" in step) {
      run.text = step.replace;
      voice.said(run, step.replace, true);
    } else if ("event" in step) {
      voice.agentEvent(run, step.event.stream, step.event.data);
    } else {
      return runTool(run, step.tool, this.#host);
    }
    return undefined;
  }

  #end(run: Run, outcome: RunEnd): void {
    this.#settleSession(run, outcome);
    const phase = outcome.status === "error" ? "error" : "end";
    this.#host.changed(run.session, { phase, runId: run.runId });
    this.#announceEnd(run);
  }

  #settleSession(run: Run, outcome: RunEnd): void {
    run.outcome = outcome;
    const session = run.session;
    session.endedAt = outcome.endedAt;
    session.lastRunId = run.runId;
    session.abortedLastRun = outcome.status === "aborted";
    session.status =
      outcome.status === "ok" ? "done" : outcome.status === "aborted" ? "killed" : "failed";
    const known = this.#keys.get(run.runId);
    if (known) known.status = outcome.status === "error" ? "error" : "ok";
  }

  #announceEnd(run: Run): void {
    for (const listener of [...this.#settled]) listener(run);
  }

  /** Frees the session and starts what waited for it. */
  #release(run: Run): void {
    const lane = this.#lanes.get(run.sessionKey);
    if (!lane || lane.active?.run !== run) return;
    lane.active = undefined;
    const next = lane.waiting.shift();
    if (!next) return;
    const started = this.#claim(lane, next);
    setImmediate(() => void this.#perform(started, next));
  }
}
