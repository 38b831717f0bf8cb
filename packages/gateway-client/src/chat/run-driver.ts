/* oxlint-disable max-lines -- one state machine, whose parts all turn on the same phase. */
import type { HawserError } from "@hawser/core";
import type {
  AgentEvent,
  ChatAbortResult,
  ChatEvent,
  ChatSendParams,
  ChatSendResult,
} from "../schemas/index.js";
import { ChatRun, type ChatRunOutlet } from "./chat-run.js";
import type { ChatRunEvent, ChatRunResult } from "./events.js";
import { isForeign } from "./history-match.js";
import { decide, QUIET_GRACE_MS } from "./run-decision.js";
import { isKeyConflict, isPassing, runFailed, runSilent } from "./run-errors.js";
import { deliver, readAck } from "./run-delivery.js";
import type { RunHost, RunSettings } from "./run-host.js";
import {
  consultGateway,
  type Inquiry,
  readVerdict,
  type RunProgress,
  type TranscriptEnd,
} from "./run-inquiry.js";
import { type Ending, runResult } from "./run-result.js";
import type { RunPhase } from "./run-phase.js";
import { type AskReason, RunQuestions } from "./run-questions.js";
import { RunSilence, silentLimit } from "./run-silence.js";
import { messageText } from "./message-text.js";
import { RunText } from "./run-text.js";
import { toolEvent } from "./tool-event.js";

const ABORT_GRACE_MS = 5_000;
/** Why what a run still asks is given up when it has ended. One for all: an error with a stack is dear. */
const OVER = new Error("The run has ended.");

/** How a run ends that was stopped from here. */
const RPC: Ending = { stopReason: "rpc" };

type TerminalEvent = Extract<ChatEvent, { state: "final" | "aborted" | "error" }>;

/** Carries one message from the first send to the end of its reply, through whatever happens. */
export class RunDriver {
  readonly run: ChatRun;
  readonly runIds: Set<string>;
  readonly params: ChatSendParams;
  #phase: RunPhase = { kind: "sending", left: false };
  #outlet!: ChatRunOutlet;
  #runId: string;
  readonly #host: RunHost;
  readonly #settings: RunSettings;
  readonly #text = new RunText((event) => this.#emit(event));
  readonly #lifetime = new AbortController();
  readonly #silence: RunSilence;
  #worked = false;
  readonly #questions: RunQuestions;
  #abortAt: number | undefined;
  /** The gateway that took the message is gone. */
  #restarted = false;
  /** The run at work carries another id than the message; it may turn out to be somebody else's. */
  #adopted: { readonly restarted: boolean } | undefined;
  /** Counts the sessions the run has seen. */
  #sessions = 0;
  /** The gateway is done with the message's key. */
  #done = false;
  /** When the message first left, by the gateway's clock, ms. */
  #sentAt: number | undefined;

  constructor(params: ChatSendParams, host: RunHost, settings: RunSettings) {
    this.params = params;
    this.#host = host;
    this.#settings = settings;
    this.#runId = params.idempotencyKey;
    this.runIds = new Set([params.idempotencyKey]);
    this.#silence = new RunSilence(() => host.now());
    this.#questions = new RunQuestions((reason) => this.#find(reason), host.port.logger);
    this.run = new ChatRun(
      params,
      { runId: () => this.#runId, text: () => this.#text.value, abort: () => this.abort() },
      (outlet) => {
        this.#outlet = outlet;
      },
    );
  }

  get ended(): boolean {
    return this.#phase.kind === "ended";
  }

  /** What this message waits behind, or undefined when it does not. */
  get queue(): Extract<RunPhase, { kind: "queued" }> | undefined {
    return this.#phase.kind === "queued" ? this.#phase : undefined;
  }

  /** The gateway has not said yet under which id it works the message. */
  get awaitingAck(): boolean {
    return this.#phase.kind === "sending";
  }

  /** Sends the message, or sends it again with the same key. */
  async send(): Promise<void> {
    const again = this.#phase.kind !== "sending";
    // A new process cannot know the key: the reply begins anew, and its first words may overtake the ack.
    const anew = again && this.#restarted;
    if (anew) this.#beginAnew();
    try {
      const delivery = await deliver(this.#host.port, this.params, {
        signal: this.#lifetime.signal,
        onLeaving: () => {
          this.#sentAt ??= this.#host.port.gatewayNow();
          if (this.#phase.kind === "sending") this.#phase = { kind: "sending", left: true };
        },
        mayRepeat: () => this.#mayRepeat(),
      });
      if (delivery === undefined) return this.#isThere();
      this.#acknowledged(delivery.ack, again || delivery.repeated, anew);
    } catch (error) {
      this.#sendFailed(error);
    }
  }

  onChat(event: ChatEvent): void {
    if (this.ended) return;
    this.#silence.heard();
    switch (event.state) {
      case "delta":
        if (this.#phase.kind === "queued") this.#phase = { kind: "streaming" };
        return this.#text.delta(event, this.#settings.cumulative());
      case "status":
        return this.#emit({ type: "status", phase: event.phase ?? "status" });
      case "final":
        return this.#onFinal(event);
      case "aborted":
      case "error":
        if (this.#adopted) return void this.#confirm(event);
        return this.#endAs(event);
      default:
        return event satisfies never;
    }
  }

  onAgent(event: AgentEvent): void {
    if (this.ended) return;
    this.#silence.heard();
    if (event.stream === "lifecycle") {
      // A run that only starts and ends says nothing: commands do. One that worked was not queued.
      if ((event.data as { phase?: string }).phase === "start") this.#worked = true;
      return;
    }
    const tool = toolEvent(event);
    if (tool === undefined) return;
    this.#worked = true;
    this.#emit(tool);
  }

  /** A run began on the session that answers this queued message. */
  adopt(runId: string): void {
    this.#adopted = { restarted: this.#restarted || this.#adopted?.restarted === true };
    this.#restarted = false;
    this.runIds.add(runId);
    this.#runId = runId;
    this.#text.countAnew();
    this.#phase = { kind: "streaming" };
    this.#silence.heard();
    if (this.#abortAt !== undefined) void this.#requestAbort();
  }

  /** The link was lost; the run may well go on at the gateway. */
  onLost(): void {
    if (!this.ended) this.#emit({ type: "status", phase: "reconnecting" });
  }

  /** The link is back. `restarted`: the gateway is not the process it was. */
  onReady(restarted: boolean): void {
    if (this.ended) return;
    this.#sessions++;
    this.#text.countAnew();
    this.#text.missed();
    if (this.#phase.kind === "sending") {
      // The message is on its way once more; what the old process said of it is void.
      if (!restarted) return;
      this.#restarted = true;
      return this.#text.restart();
    }
    this.#silence.heard();
    if (this.#abortAt !== undefined) void this.#requestAbort();
    if (restarted) {
      this.#restarted = true;
      this.#done = false;
    }
    this.#questions.add(this.#phase.kind === "queued" && !restarted ? "doubt" : "reconnected");
  }

  /** Events were missed; {@link RunDriver.onGap} follows when it is time to ask. */
  onMissed(): void {
    this.#text.missed();
  }

  onGap(): void {
    if (this.#phase.kind === "streaming" || this.#phase.kind === "queued")
      this.#questions.add("doubt");
  }

  /** Called now and then. */
  tick(): void {
    const phase = this.#phase;
    if (phase.kind === "ended") return;
    if (this.#abortAt !== undefined && this.#host.now() - this.#abortAt >= ABORT_GRACE_MS)
      return this.#end("aborted", {});
    if (phase.kind === "sending" || this.#host.port.hello === undefined) return;
    const silentMs = this.#silence.ms;
    if (silentMs >= silentLimit(this.params.timeoutMs, this.#settings.silenceMs))
      return this.#end("error", {}, runSilent(silentMs));
    const patience = phase.kind === "queued" ? QUIET_GRACE_MS : this.#settings.silenceMs;
    if (!this.#questions.busy && this.#silence.outlasts(patience)) this.#questions.add("doubt");
  }

  async abort(): Promise<void> {
    if (this.ended || this.#abortAt !== undefined) return;
    this.#abortAt = this.#host.now();
    // What never left this machine is to be stopped nowhere else.
    if (this.#phase.kind === "sending" && !this.#phase.left) return this.#end("aborted", RPC);
    await this.#requestAbort();
  }

  /** The client gives up: nothing more will be known of the run. */
  fail(error: unknown): void {
    if (this.ended) return;
    this.#phase = { kind: "ended" };
    this.#lifetime.abort(error);
    this.#host.ended(this);
    this.#outlet.fail(error);
  }

  /** Finds out what became of the run. */
  async #find(reason: AskReason): Promise<void> {
    if (this.ended) return;
    // Protocol 4 can be asked, and takes interrupted turns up by itself; older gateways answer a key
    // they know, and what a process now gone had answered is in their transcript.
    const { protocol } = this.#host.port;
    if (reason === "doubt" || protocol === 4 || this.#restarted) return this.#inquire(reason);
    return this.#sendAgain();
  }

  async #sendAgain(): Promise<void> {
    // Stopped meanwhile: chat.abort reaches what is at work, and a new process has nothing of it.
    if (this.#abortAt !== undefined) return this.#restarted ? this.#end("aborted", RPC) : undefined;
    if (this.#phase.kind === "queued") this.#phase = { kind: "streaming" };
    return this.send();
  }

  /** Another process than the one that took the message would work it anew, so its transcript is read first. */
  async #mayRepeat(): Promise<boolean> {
    if (this.#abortAt !== undefined) return false;
    if (!this.#restarted) return true;
    const verdict = await readVerdict(this.#host.port, this.#inquiry(false));
    return !(verdict?.keyed === true || (verdict?.fresh === true && verdict.reply !== undefined));
  }

  /** The message was not sent once more. */
  #isThere(): void {
    if (this.ended || this.#abortAt !== undefined) return;
    if (this.#phase.kind === "sending") this.#phase = { kind: "streaming" };
    this.#questions.add("reconnected");
  }

  /** The process that worked the message is gone, and what it had said and begun with it. */
  #beginAnew(): void {
    this.#text.restart();
    this.#worked = false;
    this.#disclaim();
  }

  async #inquire(reason: AskReason): Promise<void> {
    this.#silence.asked();
    const queued = this.#phase.kind === "queued";
    const session = this.#sessions;
    const standing = await consultGateway(this.#host.port, this.#inquiry(queued));
    // An answer from before a new session and what is known since do not go together: it is asked anew.
    if (this.ended || session !== this.#sessions) return;
    const decision = decide(standing, {
      reconnected: reason === "reconnected",
      restarted: this.#restarted,
      queued,
      said: this.#text.value !== "",
      silentMs: this.#silence.ms,
    });
    switch (decision.kind) {
      case "ask-again":
        return this.#silence.doubt();
      case "wait":
        return this.#silence.heard();
      case "queue":
        this.#enqueue();
        return;
      case "send":
        return this.#sendAgain();
      case "watch-silence":
        return this.#quietEnd(decision);
      case "follow":
        return this.#follow(decision);
      case "end":
        this.#text.settle(decision.message);
        return this.#end(decision.status, decision, decision.error);
      default:
        return decision satisfies never;
    }
  }

  #follow({ runId, text }: RunProgress): void {
    if (runId !== undefined && !this.runIds.has(runId)) {
      this.#text.restart();
      this.adopt(runId);
      this.#host.claim(this, [runId]);
    }
    if (text !== undefined) this.#text.catchUp(text);
    this.#silence.heard();
  }

  /**
   * Old gateways cannot tell: silence on the session after an empty final ends the run. A message that
   * the transcript does not hold, and is no command, may wait for a run that is silent at work.
   */
  #quietEnd({ asked, reply }: TranscriptEnd): void {
    if (this.#phase.kind !== "queued") return;
    const others = this.#host.otherRuns(this.params.sessionKey, this.runIds);
    if (others.size > 0) return this.#silence.heard();
    const worked = asked || this.params.message.startsWith("/");
    const patience = worked ? QUIET_GRACE_MS : this.#settings.silenceMs;
    if (this.#silence.ms < patience) return;
    this.#text.settle(reply);
    this.#end("final", { message: reply });
  }

  #acknowledged(ack: ChatSendResult, again: boolean, anew: boolean): void {
    if (this.ended) return;
    this.#restarted = false;
    this.#silence.heard();
    const { runId, status, failure } = readAck(ack, again);
    this.#done = status === "ok";
    if (runId !== undefined && !this.runIds.has(runId)) {
      this.runIds.add(runId);
      if (!this.#adopted) this.#runId = runId;
    }
    if (status === "stopped") return this.#end("final", {});
    if (status === "error") return this.#end("error", {}, runFailed(failure));
    if (again && !anew && status === "started") this.#text.restart();
    if (this.#phase.kind === "sending") {
      this.#phase = { kind: "streaming" };
      this.#emit({ type: "status", phase: "sent" });
    }
    this.#host.claim(this, this.runIds);
    if (this.#abortAt !== undefined) void this.#requestAbort();
    // The key was known: its run is over and the reply in the transcript, or it waits its turn.
    if (this.#done) this.#questions.add("doubt");
  }

  #sendFailed(error: unknown): void {
    if (this.ended) return;
    const sending = this.#phase.kind === "sending";
    // The run itself is at work: the next session, or a short silence, is the time to ask again.
    if (!sending && isPassing(error)) {
      this.#silence.doubt();
      return this.#questions.owe();
    }
    if (!sending && isKeyConflict(error)) return this.#questions.add("doubt");
    this.fail(error);
  }

  #onFinal(event: TerminalEvent): void {
    const doubtful = this.#text.doubtful && !messageText(event.message);
    if (this.#adopted || doubtful) return void this.#confirm(event);
    this.#text.settle(event.message);
    if (this.#text.value !== "" || this.#worked) return this.#endAs(event);
    if (this.#abortAt !== undefined) return this.#end("aborted", RPC);
    if (this.#phase.kind === "queued") return;
    // Empty: either this is all, or the session is busy and the reply comes later under another id.
    if (this.#enqueue().size === 0) this.#questions.add("doubt");
  }

  /** Waits for a run that begins now; gives those at work, which cannot be it. */
  #enqueue(): ReadonlySet<string> {
    const busyRuns = this.#host.otherRuns(this.params.sessionKey, this.runIds);
    this.#phase = { kind: "queued", since: this.#host.now(), busyRuns };
    this.#emit({ type: "status", phase: "queued" });
    return busyRuns;
  }

  /**
   * A run that began while this message was queued may be another client's, and an end without words
   * may follow words that were missed: the transcript tells.
   */
  async #confirm(event: TerminalEvent): Promise<void> {
    const runId = this.#runId;
    const verdict = await readVerdict(this.#host.port, this.#inquiry(true));
    // 2026.9 tells of a failure twice.
    if (this.ended || this.#runId !== runId) return;
    const said = messageText(event.message) ?? this.#text.value;
    if (this.#adopted && verdict !== undefined && isForeign(verdict, said)) return this.#disown();
    const message = (event.state === "final" ? verdict?.reply : undefined) ?? event.message;
    this.#endAs(message === undefined ? event : { ...event, message });
  }

  #disown(): void {
    this.#disclaim();
    this.#text.restart();
    this.#enqueue();
    if (this.#abortAt === undefined) this.#questions.add("doubt");
  }

  #disclaim(): void {
    if (this.#adopted === undefined) return;
    this.#restarted ||= this.#adopted.restarted;
    this.#adopted = undefined;
    this.#host.disclaim(this, this.#runId);
    this.runIds.delete(this.#runId);
    this.#runId = this.params.idempotencyKey;
  }

  #inquiry(queued: boolean): Inquiry {
    const { params, runIds } = this;
    return {
      params,
      runIds,
      runId: this.#runId,
      queued,
      restarted: this.#restarted,
      done: this.#done,
      sentAt: this.#sentAt,
      signal: this.#lifetime.signal,
    };
  }

  async #requestAbort(): Promise<void> {
    const { port } = this.#host;
    const { sessionKey } = this.params;
    try {
      const verdict = this.#adopted ? await readVerdict(port, this.#inquiry(true)) : undefined;
      if (verdict !== undefined && !this.ended && isForeign(verdict, this.#text.value))
        this.#disown();
      // Not given up with the run: it is to reach the gateway as soon as there is a line.
      const runId = this.#runId;
      const answer = await port.request<ChatAbortResult>("chat.abort", { sessionKey, runId });
      // It never arrived, and will not be sent again.
      if (this.#phase.kind === "sending" && answer?.aborted === false) this.#end("aborted", RPC);
    } catch (error) {
      // The grace period ends the run here whatever the gateway does.
      port.logger.debug("chat.abort failed", { error });
    }
    if (this.#phase.kind === "queued") this.#end("aborted", RPC);
  }

  #emit(event: ChatRunEvent): void {
    this.#outlet.event(event);
  }

  #endAs(event: TerminalEvent): void {
    if (event.state === "error")
      return this.#end("error", event, runFailed(event.errorMessage, event.errorKind));
    this.#text.settle(event.message);
    this.#end(event.state, event);
  }

  #end(status: ChatRunResult["status"], event: Ending, error?: HawserError): void {
    if (this.ended) return;
    this.#phase = { kind: "ended" };
    this.#lifetime.abort(OVER);
    this.#host.ended(this);
    this.#outlet.end(
      runResult({ status, text: this.#text.value, runId: this.#runId }, event, error),
    );
  }
}
