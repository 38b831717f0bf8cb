import type { AgentEvent, ChatAbortResult, ChatEvent } from "../schemas/index.js";
import { askFollowed, type FollowedStanding } from "./followed-standing.js";
import { LiveRun, type TerminalEvent } from "./live-run.js";
import { messageText } from "./message-text.js";
import { QUIET_GRACE_MS, RECOVERY_MS } from "./run-decision.js";
import { runFailed, runInterrupted, runSilent } from "./run-errors.js";
import type { RunHost, RunSettings } from "./run-host.js";
import { RunQuestions } from "./run-questions.js";
import { silentLimit } from "./run-silence.js";

/** Reads along with a run that somebody else began, from where it is to its end. Sends nothing. */
export class FollowedRun extends LiveRun {
  readonly sessionKey: string;
  readonly #questions: RunQuestions;
  #runId: string;
  #restarted = false;
  /** Counts the sessions the run has seen. */
  #sessions = 0;
  /** It ended in words that may not be all: the transcript is asked first. */
  #ending: TerminalEvent | undefined;

  constructor(
    { sessionKey, runId }: { readonly sessionKey: string; readonly runId: string },
    host: RunHost,
    settings: RunSettings,
  ) {
    super({ sessionKey, idempotencyKey: runId }, host, settings);
    this.sessionKey = sessionKey;
    this.#runId = runId;
    this.#questions = new RunQuestions(() => this.#ask(), host.port.logger);
    // It may have said something already.
    this.text.missed();
    if (host.port.hello !== undefined) this.#questions.add("doubt");
  }

  get runId(): string {
    return this.#runId;
  }

  onChat(event: ChatEvent): void {
    if (this.ended || this.#ending !== undefined) return;
    this.silence.heard();
    switch (event.state) {
      case "delta":
        return this.text.delta(event, this.settings.cumulative());
      case "status":
        return this.emit({ type: "status", phase: event.phase ?? "status" });
      case "final":
      case "aborted":
      case "error":
        if (event.state !== "final" || messageText(event.message) || !this.text.doubtful)
          return this.endAs(event);
        this.#ending = event;
        return this.#questions.add("doubt");
      default:
        return event satisfies never;
    }
  }

  onAgent(event: AgentEvent): void {
    if (this.ended) return;
    this.silence.heard();
    this.tellTool(event);
  }

  onReady(restarted: boolean): void {
    this.#sessions++;
    this.#restarted ||= restarted;
    this.text.countAnew();
    this.text.missed();
    this.silence.heard();
    this.#questions.add("reconnected");
  }

  onGap(): void {
    this.#questions.add("doubt");
  }

  tick(): void {
    if (this.ended || this.host.port.hello === undefined) return;
    const silentMs = this.silence.ms;
    if (silentMs >= silentLimit(undefined, this.settings.silenceMs))
      return this.end("error", {}, runSilent(silentMs));
    if (!this.#questions.busy && this.silence.outlasts(this.settings.silenceMs))
      this.#questions.add("doubt");
  }

  /** @throws what the gateway answers, such as a ScopeError; the run is followed on then. */
  async abort(): Promise<void> {
    if (this.ended) return;
    const params = { sessionKey: this.sessionKey, runId: this.runId };
    const answer = await this.host.port.request<ChatAbortResult>("chat.abort", params);
    // Whatever ended it, or ends it now, is told by an event, or when it is asked about.
    if (answer?.aborted === false) this.#questions.add("doubt");
    else this.silence.doubt();
  }

  protected release(): void {
    this.host.left(this);
  }

  async #ask(): Promise<void> {
    if (this.ended) return;
    this.silence.asked();
    const session = this.#sessions;
    const standing = await askFollowed(this.host.port, {
      sessionKey: this.sessionKey,
      runId: this.runId,
      said: this.text.value,
      restarted: this.#restarted,
      signal: this.signal,
    });
    // An answer from before a new session and what is known since do not go together.
    if (!this.ended && session === this.#sessions) this.#learn(standing);
  }

  #learn(standing: FollowedStanding): void {
    if (this.#ending !== undefined) {
      const { message } = standing.kind === "ended" ? standing : {};
      return this.endAs(message === undefined ? this.#ending : { ...this.#ending, message });
    }
    switch (standing.kind) {
      case "running":
        this.#goOn(standing.runId);
        if (standing.text !== undefined) this.text.catchUp(standing.text);
        return this.silence.heard();
      case "ended": {
        const { status, message, reason } = standing;
        // Its last event is on its way.
        if (message === undefined && this.silence.ms < QUIET_GRACE_MS) return this.silence.doubt();
        this.text.settle(message);
        const error = status === "error" ? runFailed(reason) : undefined;
        return this.end(status, { message }, error);
      }
      case "gone": {
        const patience = this.#restarted ? RECOVERY_MS : QUIET_GRACE_MS;
        if (this.silence.ms < patience) return this.silence.doubt();
        return this.end("error", {}, runInterrupted());
      }
      case "unknown":
        return;
      default:
        return standing satisfies never;
    }
  }

  #goOn(runId: string): void {
    if (runId === this.#runId) return;
    this.#runId = runId;
    this.#restarted = false;
    this.text.restart();
  }
}
