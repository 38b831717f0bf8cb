import { randomUUID } from "node:crypto";
import { AgentFailure } from "../agent.js";
import type { ApprovalDesk } from "../approvals.js";
import type { SessionChange } from "../context.js";
import type { ResolvedOptions } from "../options.js";
import type { GatewaySession } from "../sessions.js";
import { Lane, modeOf } from "./lane.js";
import { Run } from "./run.js";
import { limitRun, speak } from "./speaker.js";
import type { TranscriptKeeper } from "./transcript.js";
import { type Turn, type WaitingTurn, waitingTurn } from "./turn.js";
import type { RunVoice } from "./voice.js";

/** What became of an idempotency key. */
export interface KnownKey {
  readonly fingerprint: string;
  status: "in_flight" | "ok" | "error";
}

/** What the engine needs of its gateway. */
export interface RunEngineHost {
  readonly options: ResolvedOptions;
  readonly voice: RunVoice;
  readonly transcript: TranscriptKeeper;
  readonly approvals: ApprovalDesk;
  /** Session rows changed; `reason` as in sessions.changed. */
  changed(session: GatewaySession, how: SessionChange): void;
}

type RunEnd = Exclude<Run["outcome"], { status: "running" }>;

/** Runs turns, one at a time a session. */
export class RunEngine {
  readonly #host: RunEngineHost;
  readonly #lanes = new Map<string, Lane>();
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
    return this.#lanes.get(sessionKey)?.run;
  }

  /** Every run that is going on. */
  activeRuns(): Run[] {
    return [...this.#lanes.values()].flatMap((lane) => (lane.run ? [lane.run] : []));
  }

  /** Messages that wait for their session, and those that were cancelled while they waited. */
  inputs(sessionKey: string): readonly WaitingTurn[] {
    return this.#lanes.get(sessionKey)?.inputs ?? [];
  }

  /** True while the message of this key waits for its session. */
  isWaiting(inputId: string): boolean {
    return [...this.#lanes.values()].some((lane) =>
      lane.waiting.some(({ turn }) => (turn.inputId ?? turn.runId) === inputId),
    );
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
  submit(turn: Turn): { readonly interrupted: boolean } {
    this.#keys.set(turn.runId, { fingerprint: turn.fingerprint, status: "in_flight" });
    const lane = this.#lane(turn.session);
    const interrupted = turn.queueMode === "interrupt" && this.#latest && this.#interrupt(lane);
    if (!lane.run) this.#start(lane, turn);
    else this.#wait(lane, turn);
    return { interrupted };
  }

  /**
   * Ends the run of a session and, on protocol 4, gives up what waits for it; with `runId` only that
   * one. Returns the ids of those that were going on or waiting.
   */
  abort(sessionKey: string, runId: string | undefined, stopReason: string): string[] {
    const lane = this.#lanes.get(sessionKey);
    if (!lane) return [];
    const run = lane.run;
    const hit = run !== undefined && (runId === undefined || run.runId === runId);
    if (hit) this.#abortRun(lane, run, stopReason);
    const dropped = this.#latest ? lane.cancel(runId) : [];
    const ids = dropped.map((turn) => turn.inputId ?? turn.runId);
    for (const turn of dropped) if (!turn.inputId) this.#answerEmpty(turn);
    return hit ? [...ids, run.runId] : ids;
  }

  /** The gateway dies: runs stop without a word. Returns the turns that were cut off. */
  kill(): Turn[] {
    const cut: Turn[] = [];
    for (const lane of this.#lanes.values()) {
      const { run } = lane;
      lane.run = undefined;
      lane.inputs = [];
      if (run?.status !== "running") continue;
      const endedAt = this.#host.options.clock.now();
      run.outcome = { status: "error", endedAt, message: "gateway stopped" };
      run.controller.abort(new Error("gateway stopped"));
      this.#host.transcript.killed(run);
      cut.push(this.#recovery(run));
    }
    this.#lanes.clear();
    this.#keys.clear();
    this.#runs.clear();
    return cut;
  }

  get #latest(): boolean {
    const { documented, generation } = this.#host.options;
    return generation.protocol === 4 && !documented;
  }

  #lane(session: GatewaySession): Lane {
    const lane = this.#lanes.get(session.key) ?? new Lane();
    this.#lanes.set(session.key, lane);
    return lane;
  }

  #start(lane: Lane, turn: Turn): void {
    const run = new Run(turn, this.#host.options.clock.now());
    lane.run = run;
    this.#runs.set(run.runId, run);
    this.#host.transcript.accepted(run, turn);
    setImmediate(() => void this.#perform(lane, run, turn));
  }

  /**
   * A message to a busy session gets an empty final under its own id and its reply under another:
   * that of the run it is steered into (protocol 4's default), or a new one.
   */
  #wait(lane: Lane, turn: Turn): void {
    const { options } = this.#host;
    const { documented, generation, clock } = options;
    const steered = generation.protocol === 4 && modeOf(turn) === "steer";
    if (turn.origin !== "chat" || documented || steered) {
      lane.inputs.push(waitingTurn(turn, clock.now()));
      return;
    }
    const queueMode = turn.queueMode ?? "followup";
    const renamed: Turn = {
      ...turn,
      runId: randomUUID(),
      inputId: turn.runId,
      origin: "followup",
      queueMode,
    };
    lane.inputs.push(waitingTurn(renamed, clock.now()));
    setImmediate(() => this.#answerEmpty(turn));
  }

  #answerEmpty(turn: Turn): void {
    this.#host.voice.deferred(turn);
    const known = this.#keys.get(turn.runId);
    if (known) known.status = "ok";
  }

  #interrupt(lane: Lane): boolean {
    const { run } = lane;
    if (!run) return false;
    this.#host.voice.interrupted(run);
    const endedAt = this.#host.options.clock.now();
    this.#end(run, { status: "aborted", endedAt, stopReason: "aborted" });
    run.controller.abort(new Error("interrupted"));
    lane.run = undefined;
    return true;
  }

  #abortRun(lane: Lane, run: Run, stopReason: string): void {
    const { voice, transcript, options } = this.#host;
    voice.aborted(run, stopReason);
    this.#end(run, { status: "aborted", endedAt: options.clock.now(), stopReason });
    run.controller.abort(new Error("aborted"));
    transcript.aborted(run, stopReason);
    setImmediate(() => {
      voice.afterAbort(run);
      this.#release(lane, run);
    });
  }

  async #perform(lane: Lane, run: Run, turn: Turn): Promise<void> {
    const { options, voice } = this.#host;
    if (run.status !== "running") return;
    const { session } = run;
    Object.assign(session, { status: "running", startedAt: run.startedAt, endedAt: undefined });
    session.systemSent = true;
    voice.started(run);
    const limit = limitRun(run, turn, this.#host);
    try {
      await this.#converse(lane, run, turn);
    } catch (cause) {
      if (run.status === "running") this.#fail(run, cause);
    } finally {
      options.clock.clearTimeout(limit);
    }
    this.#release(lane, run);
  }

  /** Lets the agent answer the turn and whatever is steered into the run meanwhile. */
  async #converse(lane: Lane, run: Run, turn: Turn): Promise<void> {
    const { options, voice, transcript } = this.#host;
    await speak(run, turn, this.#host);
    for (;;) {
      if (run.status !== "running") return;
      voice.spoken(run);
      transcript.finished(run);
      const steered = this.#latest ? lane.takeSteered() : [];
      if (steered.length === 0) break;
      for (const next of steered) {
        this.#answerEmpty(next);
        transcript.accepted(run, next);
      }
      run.beginPart();
      voice.resumed(run);
      await speak(run, { ...turn, message: steered.map((t) => t.message).join("\n") }, this.#host);
    }
    this.#settleSession(run, { status: "ok", endedAt: options.clock.now() });
    voice.finished(run);
    this.#announceEnd(run);
  }

  #fail(run: Run, cause: unknown): void {
    const { options, voice, transcript } = this.#host;
    const failure =
      cause instanceof AgentFailure
        ? cause
        : new AgentFailure(cause instanceof Error ? cause.message : String(cause));
    run.session.lastRunError = failure.message;
    transcript.failed(run, failure);
    voice.failed(run, failure);
    this.#end(run, { status: "error", endedAt: options.clock.now(), message: failure.message });
  }

  #end(run: Run, outcome: RunEnd): void {
    this.#settleSession(run, outcome);
    const phase = outcome.status === "error" ? "error" : "end";
    this.#host.changed(run.session, { phase, runId: run.runId });
    this.#announceEnd(run);
  }

  #settleSession(run: Run, outcome: RunEnd): void {
    run.outcome = outcome;
    const { session } = run;
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
  #release(lane: Lane, run: Run): void {
    if (lane.run !== run) return;
    lane.run = undefined;
    const next = lane.takeNext();
    if (next) this.#start(lane, next);
  }

  /** The turn in which 2026.9.6 takes up again after a restart what a run did not finish. */
  #recovery(run: Run): Turn {
    const { session, message } = run;
    return {
      runId: randomUUID(),
      session,
      origin: "recovery",
      message,
      shownAs:
        "[System] Your previous turn was interrupted by a gateway restart. Continue from the existing transcript.",
      attachments: [],
      sender: { id: "gateway", mode: "gateway" },
      fingerprint: run.runId,
    };
  }
}
