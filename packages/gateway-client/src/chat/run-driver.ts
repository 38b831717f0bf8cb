import type {
  AgentEvent,
  ChatAbortResult,
  ChatEvent,
  ChatSendParams,
  ChatSendResult,
} from "../schemas/index.js";
import { isForeign } from "./history-match.js";
import { ABORT_GRACE_MS, LiveRun, RPC, type TerminalEvent } from "./live-run.js";
import { messageText } from "./message-text.js";
import { decide, QUIET_GRACE_MS } from "./run-decision.js";
import { deliver, readAck } from "./run-delivery.js";
import { isKeyConflict, isPassing, runFailed, runSilent } from "./run-errors.js";
import type { RunHost, RunSettings } from "./run-host.js";
import { RunIdentity } from "./run-identity.js";
import {
  consultGateway,
  type Inquiry,
  readVerdict,
  type RunProgress,
  type TranscriptEnd,
} from "./run-inquiry.js";
import type { RunPhase } from "./run-phase.js";
import { type AskReason, RunQuestions } from "./run-questions.js";
import { silentLimit } from "./run-silence.js";

/** Carries one message from the first send to the end of its reply, through whatever happens. */
export class RunDriver extends LiveRun {
  readonly params: ChatSendParams;
  #phase: RunPhase = { kind: "sending", left: false };
  readonly #identity: RunIdentity;
  readonly #questions: RunQuestions;
  /** It said or did something: it was not merely put into the line. */
  #worked = false;
  #abortAt: number | undefined;
  /** Counts the sessions the run has seen. */
  #sessions = 0;

  constructor(params: ChatSendParams, host: RunHost, settings: RunSettings) {
    super(params, host, settings);
    this.params = params;
    this.#identity = new RunIdentity(params.idempotencyKey);
    this.#questions = new RunQuestions((reason) => this.#find(reason), host.port.logger);
  }

  get runId(): string {
    return this.#identity.current;
  }

  get runIds(): ReadonlySet<string> {
    return this.#identity.ids;
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
    const anew = again && this.#identity.restarted;
    if (anew) this.#beginAnew();
    try {
      const delivery = await deliver(this.host.port, this.params, {
        signal: this.signal,
        onLeaving: () => {
          this.#identity.sentAt ??= this.host.port.gatewayNow();
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
    this.silence.heard();
    switch (event.state) {
      case "delta":
        if (this.#phase.kind === "queued") this.#phase = { kind: "streaming" };
        return this.text.delta(event, this.settings.cumulative());
      case "status":
        return this.emit({ type: "status", phase: event.phase ?? "status" });
      case "final":
        return this.#onFinal(event);
      case "aborted":
      case "error":
        if (this.#identity.adopted) return void this.#confirm(event);
        return this.endAs(event);
      default:
        return event satisfies never;
    }
  }

  onAgent(event: AgentEvent): void {
    if (this.ended) return;
    this.silence.heard();
    if (event.stream === "lifecycle") {
      // A run that only starts and ends says nothing: commands do. One that worked was not queued.
      if ((event.data as { phase?: string }).phase === "start") this.#worked = true;
      return;
    }
    if (this.tellTool(event)) this.#worked = true;
  }

  /** A run began on the session that answers this queued message. */
  adopt(runId: string): void {
    this.#identity.adopt(runId);
    this.text.countAnew();
    this.#phase = { kind: "streaming" };
    this.silence.heard();
    if (this.#abortAt !== undefined) void this.#requestAbort();
  }

  onReady(restarted: boolean): void {
    if (this.ended) return;
    this.#sessions++;
    this.text.countAnew();
    this.text.missed();
    if (this.#phase.kind === "sending") {
      // The message is on its way once more; what the old process said of it is void.
      if (!restarted) return;
      this.#identity.lost();
      return this.#beginAnew();
    }
    this.silence.heard();
    if (this.#abortAt !== undefined) void this.#requestAbort();
    if (restarted) this.#identity.lost();
    this.#questions.add(this.#phase.kind === "queued" && !restarted ? "doubt" : "reconnected");
  }

  onGap(): void {
    if (this.#phase.kind === "streaming" || this.#phase.kind === "queued")
      this.#questions.add("doubt");
  }

  tick(): void {
    const phase = this.#phase;
    if (this.ended) return;
    if (this.#abortAt !== undefined && this.host.now() - this.#abortAt >= ABORT_GRACE_MS)
      return this.end("aborted", {});
    if (phase.kind === "sending" || this.host.port.hello === undefined) return;
    const silentMs = this.silence.ms;
    if (silentMs >= silentLimit(this.params.timeoutMs, this.settings.silenceMs))
      return this.end("error", {}, runSilent(silentMs));
    const patience = phase.kind === "queued" ? QUIET_GRACE_MS : this.settings.silenceMs;
    if (!this.#questions.busy && this.silence.outlasts(patience)) this.#questions.add("doubt");
  }

  async abort(): Promise<void> {
    if (this.ended || this.#abortAt !== undefined) return;
    this.#abortAt = this.host.now();
    // What never left this machine is to be stopped nowhere else.
    if (this.#phase.kind === "sending" && !this.#phase.left) return this.end("aborted", RPC);
    await this.#requestAbort();
  }

  protected release(): void {
    this.host.ended(this);
  }

  /** Finds out what became of the run. */
  async #find(reason: AskReason): Promise<void> {
    if (this.ended) return;
    // Protocol 4 can be asked, and takes interrupted turns up by itself; older gateways answer a key
    // they know, and what a process now gone had answered is in their transcript.
    const { protocol } = this.host.port;
    if (reason === "doubt" || protocol === 4 || this.#identity.restarted)
      return this.#inquire(reason);
    return this.#sendAgain();
  }

  async #sendAgain(): Promise<void> {
    // Stopped meanwhile: chat.abort reaches what is at work, and a new process has nothing of it.
    if (this.#abortAt !== undefined)
      return this.#identity.restarted ? this.end("aborted", RPC) : undefined;
    if (this.#phase.kind === "queued") this.#phase = { kind: "streaming" };
    return this.send();
  }

  /** Another process than the one that took the message would work it anew, so its transcript is read first. */
  async #mayRepeat(): Promise<boolean> {
    if (this.#abortAt !== undefined) return false;
    if (!this.#identity.restarted) return true;
    const verdict = await readVerdict(this.host.port, this.#inquiry(false));
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
    this.text.restart();
    this.#worked = false;
    this.#disclaim();
  }

  async #inquire(reason: AskReason): Promise<void> {
    this.silence.asked();
    const queued = this.#phase.kind === "queued";
    const session = this.#sessions;
    const standing = await consultGateway(this.host.port, this.#inquiry(queued));
    // An answer from before a new session and what is known since do not go together: it is asked anew.
    if (this.ended || session !== this.#sessions) return;
    const decision = decide(standing, {
      reconnected: reason === "reconnected",
      restarted: this.#identity.restarted,
      queued,
      said: this.text.value !== "",
      silentMs: this.silence.ms,
    });
    switch (decision.kind) {
      case "ask-again":
        return this.silence.doubt();
      case "wait":
        return this.silence.heard();
      case "queue":
        this.#enqueue();
        return;
      case "send":
        return this.#sendAgain();
      case "watch-silence":
        return this.#quietEnd(decision);
      case "disown":
        return this.#disown();
      case "follow":
        return this.#follow(decision);
      case "end":
        this.text.settle(decision.message);
        return this.end(decision.status, decision, decision.error);
      default:
        return decision satisfies never;
    }
  }

  #follow({ runId, text }: RunProgress): void {
    if (runId !== undefined && !this.runIds.has(runId)) {
      this.text.restart();
      this.adopt(runId);
      this.host.claim(this, [runId]);
    }
    if (text !== undefined) this.text.catchUp(text);
    this.silence.heard();
  }

  /**
   * Old gateways cannot tell: silence on the session after an empty final ends the run. A message that
   * the transcript does not hold, and is no command, may wait for a run that is silent at work.
   */
  #quietEnd({ asked, reply }: TranscriptEnd): void {
    if (this.#phase.kind !== "queued") return;
    const others = this.host.otherRuns(this.params.sessionKey, this.runIds);
    if (others.size > 0) return this.silence.heard();
    const worked = asked || this.params.message.startsWith("/");
    const patience = worked ? QUIET_GRACE_MS : this.settings.silenceMs;
    if (this.silence.ms < patience) return;
    this.text.settle(reply);
    this.end("final", { message: reply });
  }

  #acknowledged(ack: ChatSendResult, again: boolean, anew: boolean): void {
    if (this.ended) return;
    this.silence.heard();
    const { runId, status, failure } = readAck(ack, again);
    this.#identity.taken(runId, status === "ok");
    if (status === "stopped") return this.end("final", {});
    if (status === "error") return this.end("error", {}, runFailed(failure));
    if (again && !anew && status === "started") this.text.restart();
    if (this.#phase.kind === "sending") {
      this.#phase = { kind: "streaming" };
      this.emit({ type: "status", phase: "sent" });
    }
    this.host.claim(this, this.runIds);
    if (this.#abortAt !== undefined) void this.#requestAbort();
    // The key was known: its run is over and the reply in the transcript, or it waits its turn.
    if (status === "ok") this.#questions.add("doubt");
  }

  #sendFailed(error: unknown): void {
    if (this.ended) return;
    const sending = this.#phase.kind === "sending";
    // The run itself is at work: the next session, or a short silence, is the time to ask again.
    if (!sending && isPassing(error)) {
      this.silence.doubt();
      return this.#questions.owe();
    }
    if (!sending && isKeyConflict(error)) return this.#questions.add("doubt");
    this.fail(error);
  }

  #onFinal(event: TerminalEvent): void {
    const doubtful = this.text.doubtful && !messageText(event.message);
    if (this.#identity.adopted || doubtful) return void this.#confirm(event);
    this.text.settle(event.message);
    if (this.text.value !== "" || this.#worked) return this.endAs(event);
    if (this.#abortAt !== undefined) return this.end("aborted", RPC);
    if (this.#phase.kind === "queued") return;
    // Empty: either this is all, or the session is busy and the reply comes later under another id.
    if (this.#enqueue().size === 0) this.#questions.add("doubt");
  }

  /** Waits for a run that begins now; gives those at work, which cannot be it. */
  #enqueue(): ReadonlySet<string> {
    const busyRuns = this.host.otherRuns(this.params.sessionKey, this.runIds);
    this.#phase = { kind: "queued", since: this.host.now(), busyRuns };
    this.emit({ type: "status", phase: "queued" });
    return busyRuns;
  }

  /**
   * A run that began while this message was queued may be another client's, and an end without words
   * may follow words that were missed: the transcript tells.
   */
  async #confirm(event: TerminalEvent): Promise<void> {
    const runId = this.runId;
    const verdict = await readVerdict(this.host.port, this.#inquiry(true));
    // 2026.9 tells of a failure twice.
    if (this.ended || this.runId !== runId) return;
    const said = messageText(event.message) ?? this.text.value;
    if (this.#identity.adopted && verdict !== undefined && isForeign(verdict, said))
      return this.#disown();
    const message = (event.state === "final" ? verdict?.reply : undefined) ?? event.message;
    this.endAs(message === undefined ? event : { ...event, message });
  }

  #disown(): void {
    this.#disclaim();
    this.text.restart();
    this.#enqueue();
    if (this.#abortAt === undefined) this.#questions.add("doubt");
  }

  #disclaim(): void {
    const runId = this.#identity.disclaim();
    if (runId !== undefined) this.host.disclaim(this, runId);
  }

  #inquiry(queued: boolean): Inquiry {
    const { params, runIds, runId, signal } = this;
    const { adopted, restarted, done, sentAt } = this.#identity;
    const said = adopted ? this.text.value : undefined;
    return { params, runIds, runId, queued, restarted, done, sentAt, adopted: said, signal };
  }

  async #requestAbort(): Promise<void> {
    const { port } = this.host;
    const { sessionKey } = this.params;
    try {
      const verdict = this.#identity.adopted
        ? await readVerdict(port, this.#inquiry(true))
        : undefined;
      if (verdict !== undefined && !this.ended && isForeign(verdict, undefined)) this.#disown();
      // Not given up with the run: it is to reach the gateway as soon as there is a line.
      const runId = this.runId;
      const answer = await port.request<ChatAbortResult>("chat.abort", { sessionKey, runId });
      // It never arrived, and will not be sent again.
      if (this.#phase.kind === "sending" && answer?.aborted === false) this.end("aborted", RPC);
    } catch (error) {
      // The grace period ends the run here whatever the gateway does.
      port.logger.debug("chat.abort failed", { error });
    }
    if (this.#phase.kind === "queued") this.end("aborted", RPC);
  }
}
