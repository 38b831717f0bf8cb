import { ConnectionLostError, HawserError, RemoteError, TimeoutError } from "@hawser/core";
import type { GatewayPort } from "../client-port.js";
import type { AgentEvent, ChatEvent, ChatMessage, ChatSendParams, ChatSendResult } from "../schemas/index.js";
import { ChatRun, type ChatRunOutlet } from "./chat-run.js";
import type { ChatRunEvent, ChatRunResult } from "./events.js";
import { isAssistant, messageText } from "./message-text.js";
import { consultGateway } from "./run-inquiry.js";
import { TextAssembler, type TextChange } from "./text-assembler.js";

/**
 *   sending ──ack──▶ streaming ──terminal event──▶ ended
 *      ▲                │  ▲
 *      │ restart        │  └─ adopted: the run that answers a queued message began
 *      └────────────────┤
 *                       └─ empty final on a busy session ──▶ queued
 */
type Phase =
  | { readonly kind: "sending" }
  | { readonly kind: "streaming" }
  /** The gateway took the message but works it later, in a run with an id of its own. */
  | { readonly kind: "queued"; readonly since: number; readonly busyRuns: ReadonlySet<string> }
  | { readonly kind: "ended" };

/** The line to the gateway, as runs need it. */
export interface ChatPort extends GatewayPort {
  /** Resolves when there is a session; rejects when there will be none. */
  whenReady(signal: AbortSignal): Promise<unknown>;
}

/** What the registry lends to each run. */
export interface RunHost {
  readonly port: ChatPort;
  /** Runs seen on the session that belong to none of this client's messages. */
  otherRuns(sessionKey: string, own: ReadonlySet<string>): ReadonlySet<string>;
  /** Late claims: events that came before the gateway named the run. */
  claim(driver: RunDriver, runId: string): void;
  ended(driver: RunDriver): void;
}

export interface RunSettings {
  /** Silence in ms after which the gateway is asked what became of the run. */
  readonly silenceMs: number;
  /** Whether deltas are known to be cumulative (a real gateway); asked when the first one comes. */
  cumulative(): boolean;
}

const QUIET_GRACE_MS = 3_000;
const ABORT_GRACE_MS = 5_000;
const SILENT_LIMIT_MS = 15 * 60_000;

/** Carries one message from the first send to the end of its reply, through whatever happens. */
export class RunDriver {
  readonly run: ChatRun;
  readonly runIds: Set<string>;
  readonly params: ChatSendParams;
  #phase: Phase = { kind: "sending" };
  #outlet!: ChatRunOutlet;
  #runId: string;
  readonly #host: RunHost;
  readonly #settings: RunSettings;
  readonly #assembler = new TextAssembler();
  readonly #lifetime = new AbortController();
  #lastHeard: number;
  #lastDeltaSeq = -1;
  #worked = false;
  #asking: Promise<void> | undefined;
  #abortAt: number | undefined;
  /** The gateway said "over" before the run did: ask again soon. */
  #doubted = false;

  constructor(params: ChatSendParams, host: RunHost, settings: RunSettings) {
    this.params = params;
    this.#host = host;
    this.#settings = settings;
    this.#runId = params.idempotencyKey;
    this.runIds = new Set([params.idempotencyKey]);
    this.#lastHeard = host.port.clock.now();
    this.run = new ChatRun(
      params,
      { runId: () => this.#runId, text: () => this.#assembler.text, abort: () => this.abort() },
      (outlet) => {
        this.#outlet = outlet;
      },
    );
  }

  get ended(): boolean {
    return this.#phase.kind === "ended";
  }

  /** Ids of the runs that kept the session busy when this message was queued, or undefined when it is not. */
  get waitingBehind(): ReadonlySet<string> | undefined {
    return this.#phase.kind === "queued" ? this.#phase.busyRuns : undefined;
  }

  /** The gateway has not said yet under which id it works the message. */
  get awaitingAck(): boolean {
    return this.#phase.kind === "sending";
  }

  get queuedSince(): number {
    return this.#phase.kind === "queued" ? this.#phase.since : Infinity;
  }

  /** Sends the message, or sends it again with the same key. */
  async send(): Promise<void> {
    const again = this.#phase.kind !== "sending";
    const { port } = this.#host;
    const { signal } = this.#lifetime;
    try {
      // What may be sent depends on the gateway's generation.
      if (port.hello === undefined) await port.whenReady(signal);
      const params = paramsFor(port.protocol, this.params);
      const ack = await port.request<ChatSendResult>("chat.send", params, { signal });
      this.#acknowledged(ack ?? {}, again);
    } catch (error) {
      this.#sendFailed(error);
    }
  }

  onChat(event: ChatEvent): void {
    if (this.ended) return;
    this.#heard();
    switch (event.state) {
      case "delta":
        return this.#onDelta(event);
      case "status":
        return this.#emit({ type: "status", phase: event.phase ?? "status" });
      case "final":
        return this.#onFinal(event);
      case "aborted":
        this.#apply(this.#assembler.final(textOf(event.message)));
        return this.#end("aborted", event);
      case "error":
        return this.#end("error", event, runError(event.errorMessage, event.errorKind));
      default:
        return event satisfies never;
    }
  }

  onAgent(event: AgentEvent): void {
    if (this.ended) return;
    this.#heard();
    if (event.stream === "lifecycle") {
      // A run that only starts and ends says nothing: commands do. One that worked was not queued.
      if ((event.data as { phase?: string }).phase === "start") this.#worked = true;
      return;
    }
    if (event.stream !== "tool") return;
    this.#worked = true;
    const data = event.data as ToolData;
    this.#emit({
      type: "tool",
      phase: data.phase ?? "update",
      name: data.name ?? "tool",
      ...(data.toolCallId === undefined ? {} : { toolCallId: data.toolCallId }),
      ...(data.args === undefined ? {} : { args: data.args }),
      ...(data.isError === undefined ? {} : { isError: data.isError }),
      ...((data.result ?? data.partialResult) === undefined ? {} : { result: data.result ?? data.partialResult }),
    });
  }

  /** A run began on the session that answers this queued message. */
  adopt(runId: string): void {
    this.runIds.add(runId);
    this.#runId = runId;
    this.#lastDeltaSeq = -1;
    this.#phase = { kind: "streaming" };
    this.#heard();
  }

  /** The link was lost; the run may well go on at the gateway. */
  onLost(): void {
    if (!this.ended) this.#emit({ type: "status", phase: "reconnecting" });
  }

  /** The link is back. `restarted`: the gateway is not the process it was. */
  onReady(restarted: boolean): void {
    if (this.ended || this.#phase.kind === "sending") return;
    this.#lastDeltaSeq = -1;
    this.#heard();
    if (this.#abortAt !== undefined) void this.#requestAbort();
    if (this.#phase.kind === "queued" && !restarted) return this.ask();
    this.ask(restarted || this.#host.port.protocol !== 4 ? "resend" : "look-first");
  }

  /** Events were missed. */
  onGap(): void {
    if (this.#phase.kind === "streaming" || this.#phase.kind === "queued") this.ask();
  }

  /** Called now and then with the current time in ms. */
  tick(now: number): void {
    const phase = this.#phase;
    if (phase.kind === "ended") return;
    if (this.#abortAt !== undefined && now - this.#abortAt >= ABORT_GRACE_MS) return this.#end("aborted", {});
    if (phase.kind === "sending" || this.#host.port.hello === undefined) return;
    const silent = this.#silentFor();
    const limit = this.params.timeoutMs === undefined ? SILENT_LIMIT_MS : this.params.timeoutMs + 30_000;
    if (silent >= Math.max(limit, this.#settings.silenceMs * 3)) {
      const error = new TimeoutError(`The run said nothing for ${silent} ms and the gateway does not know its end.`, {
        timeoutMs: silent,
        hint: "Look at chat.history of the session; the agent may still be at work.",
      });
      return this.#end("error", {}, error);
    }
    const patience = phase.kind === "queued" || this.#doubted ? QUIET_GRACE_MS : this.#settings.silenceMs;
    if (silent >= patience && this.#asking === undefined) this.ask();
  }

  async abort(): Promise<void> {
    if (this.ended || this.#abortAt !== undefined) return;
    this.#abortAt = this.#host.port.clock.now();
    if (this.#phase.kind === "sending" && this.#host.port.hello === undefined) {
      // Never left this machine: nothing to stop elsewhere.
      return this.#end("aborted", { stopReason: "rpc" });
    }
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

  /** Asks the gateway what became of the run, one question at a time. */
  ask(first: "look-first" | "resend" | "wait" = "wait"): void {
    if (this.#asking !== undefined || this.ended) return;
    this.#asking = this.#inquire(first)
      .catch((error: unknown) => {
        this.#host.port.logger.debug("asking for the state of a run failed", { error });
      })
      .finally(() => {
        this.#asking = undefined;
      });
  }

  async #inquire(first: "look-first" | "resend" | "wait"): Promise<void> {
    if (first === "resend") {
      if (this.#phase.kind === "queued") this.#phase = { kind: "streaming" };
      return this.send();
    }
    const queued = this.#phase.kind === "queued";
    const answer = await consultGateway(this.#host.port, {
      params: this.params,
      runIds: this.runIds,
      runId: this.#runId,
      queued,
      signal: this.#lifetime.signal,
    });
    if (this.ended) return;
    switch (answer.kind) {
      case "ended":
        // The terminal event may be on its way: take an answer without a message only when it is not.
        if (answer.message === undefined && this.#silentFor() < QUIET_GRACE_MS) {
          this.#doubted = true;
          return;
        }
        this.#apply(this.#assembler.final(textOf(answer.message)));
        return this.#end("final", answer.message === undefined ? {} : { message: answer.message });
      case "failed":
        return this.#end("error", {}, runError(answer.reason));
      case "running":
        if (answer.runId !== undefined && !this.runIds.has(answer.runId)) this.adopt(answer.runId);
        if (answer.text !== undefined && answer.text.length >= this.#assembler.text.length) this.#apply(this.#assembler.set(answer.text));
        return this.#heard();
      case "pending":
        return this.#heard();
      case "idle":
        return this.#foundIdle(first, queued);
      case "unknown":
        if (first === "look-first") return this.send();
        if (queued) this.#quietEnd();
        return;
      default:
        return answer satisfies never;
    }
  }

  /** The gateway works nothing on this session and has no reply in the transcript. */
  #foundIdle(first: "look-first" | "resend" | "wait", queued: boolean): Promise<void> | void {
    if (first === "look-first") return this.send();
    // An empty final with nothing behind it was the whole answer (a command, a silent reply).
    if (queued) return this.#end("final", {});
    const error = new ConnectionLostError("The run ended without a reply: the gateway no longer knows it.", {
      code: "RUN_INTERRUPTED",
      maybeExecuted: true,
      retryable: true,
      hint: "Send the message again if the work is still wanted.",
    });
    return this.#end("error", {}, error);
  }

  /** Old gateways cannot be asked: silence on the session after an empty final ends the run. */
  #quietEnd(): void {
    if (this.#phase.kind !== "queued") return;
    const others = this.#host.otherRuns(this.params.sessionKey, this.runIds);
    if (others.size > 0) return this.#heard();
    if (this.#host.port.clock.now() - this.#phase.since >= QUIET_GRACE_MS) this.#end("final", {});
  }

  #acknowledged(ack: ChatSendResult, again: boolean): void {
    if (this.ended) return;
    this.#heard();
    const runId = ack.runId;
    if (runId !== undefined && !this.runIds.has(runId)) {
      this.runIds.add(runId);
      if (!again) this.#runId = runId;
    }
    if (ack.aborted !== undefined && ack.runId === undefined) {
      // The message was a stop command: it ended other runs and has no reply.
      return this.#end("final", {});
    }
    const status = ack.status ?? "started";
    if (status === "error") return this.#end("error", {}, runError((ack as { summary?: string }).summary));
    if (again && status === "started") this.#begunAnew();
    if (this.#phase.kind === "sending") {
      this.#phase = { kind: "streaming" };
      this.#emit({ type: "status", phase: "sent" });
      for (const id of this.runIds) this.#host.claim(this, id);
    }
    // The key was known and its run is over: the reply is in the transcript.
    if (status === "ok") this.#askAfterward();
  }

  #askAfterward(): void {
    const pending = this.#asking ?? Promise.resolve();
    void pending.then(() => this.ask());
  }

  #begunAnew(): void {
    const shown = this.#assembler.text !== "";
    this.#assembler.restart();
    this.#lastDeltaSeq = -1;
    if (shown) this.#emit({ type: "resync", reason: "restarted", text: "" });
  }

  #sendFailed(error: unknown): void {
    if (this.ended) return;
    if (error instanceof TimeoutError || (error instanceof ConnectionLostError && error.code !== "CLOSED")) {
      // The link is down for longer than one deadline: the key makes it safe to go on trying.
      if (this.#host.port.hello === undefined) {
        this.#phase = { kind: "streaming" };
        return;
      }
      if (this.#phase.kind !== "sending") return;
    }
    const details = error instanceof RemoteError ? (error.details as { reason?: unknown } | undefined) : undefined;
    if (this.#phase.kind !== "sending" && details?.reason === "chat-request-conflict") return this.#askAfterward();
    this.fail(error);
  }

  #onDelta(event: Extract<ChatEvent, { state: "delta" }>): void {
    if (!isAssistant(event.message)) return;
    if (event.seq !== undefined) {
      if (event.seq <= this.#lastDeltaSeq) return;
      this.#lastDeltaSeq = event.seq;
    }
    if (this.#phase.kind === "queued") this.#phase = { kind: "streaming" };
    if (this.#settings.cumulative()) this.#assembler.trustSnapshots();
    this.#apply(
      this.#assembler.delta({ snapshot: messageText(event.message), piece: event.deltaText, replace: event.replace }),
    );
  }

  #onFinal(event: Extract<ChatEvent, { state: "final" }>): void {
    const text = textOf(event.message);
    this.#apply(this.#assembler.final(text));
    if (this.#assembler.text !== "" || this.#worked || this.#abortAt !== undefined) return this.#end("final", event);
    if (this.#phase.kind === "queued") return;
    // Empty: either this is all, or the session is busy and the reply comes later under another id.
    const busyRuns = this.#host.otherRuns(this.params.sessionKey, this.runIds);
    this.#phase = { kind: "queued", since: this.#host.port.clock.now(), busyRuns };
    this.#emit({ type: "status", phase: "queued" });
    if (busyRuns.size === 0) this.#askAfterward();
  }

  async #requestAbort(): Promise<void> {
    const { sessionKey } = this.params;
    const options = { signal: this.#lifetime.signal, timeoutMs: ABORT_GRACE_MS };
    try {
      await this.#host.port.request("chat.abort", { sessionKey, runId: this.#runId }, options);
    } catch (error) {
      // The grace period ends the run here whatever the gateway does.
      this.#host.port.logger.debug("chat.abort failed", { error });
    }
    if (this.#phase.kind === "queued" && this.runIds.has(this.#runId)) this.#end("aborted", { stopReason: "rpc" });
  }

  #apply(change: TextChange | undefined): void {
    if (change === undefined) return;
    this.#worked = true;
    if (change.replaced) this.#emit({ type: "resync", reason: "replaced", text: change.text });
    else this.#emit({ type: "text", delta: change.delta, text: change.text });
  }

  #silentFor(): number {
    return this.#host.port.clock.now() - this.#lastHeard;
  }

  #heard(): void {
    this.#doubted = false;
    this.#lastHeard = this.#host.port.clock.now();
  }

  #emit(event: ChatRunEvent): void {
    this.#outlet.event(event);
  }

  #end(status: ChatRunResult["status"], event: Ending, error?: HawserError): void {
    if (this.ended) return;
    this.#phase = { kind: "ended" };
    this.#lifetime.abort();
    this.#host.ended(this);
    const usage = event.usage ?? event.message?.usage;
    this.#outlet.end({
      status,
      text: this.#assembler.text,
      runId: this.#runId,
      ...(event.message === undefined ? {} : { message: event.message }),
      ...(usage === undefined ? {} : { usage }),
      ...(event.stopReason === undefined ? {} : { stopReason: event.stopReason }),
      ...(error === undefined ? {} : { error }),
    });
  }
}

/**
 * Protocol 4 steers a message for a busy session into the turn at work unless told otherwise; asked to
 * follow up, it answers it in a turn of its own. Older gateways always do, and refuse the field.
 */
function paramsFor(protocol: 3 | 4 | undefined, params: ChatSendParams): ChatSendParams {
  if (protocol === 4) return { queueMode: "followup", ...params };
  const { queueMode: _queueMode, agentId: _agentId, ...known } = params;
  return known;
}

interface ToolData {
  readonly phase?: string;
  readonly name?: string;
  readonly toolCallId?: string;
  readonly args?: unknown;
  readonly result?: unknown;
  readonly partialResult?: unknown;
  readonly isError?: boolean;
}

type Ending = Pick<ChatRunResult, "message" | "usage" | "stopReason">;

function textOf(message: ChatMessage | undefined): string | undefined {
  return isAssistant(message) ? messageText(message) : undefined;
}

function runError(reason: string | undefined, kind?: string): HawserError {
  return new RemoteError(reason ?? "The run failed.", {
    remoteCode: kind ?? "RUN_FAILED",
    method: "chat.send",
    retryable: kind === "timeout" || kind === "rate_limit",
  });
}
