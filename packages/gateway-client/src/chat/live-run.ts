import type { HawserError } from "@hawser/core";
import type { AgentEvent, ChatEvent } from "../schemas/index.js";
import { ChatRun, type ChatRunOutlet } from "./chat-run.js";
import type { ChatRunEvent, ChatRunResult } from "./events.js";
import { runFailed } from "./run-errors.js";
import type { RunHost, RunSettings } from "./run-host.js";
import { type Ending, runResult } from "./run-result.js";
import { RunSilence } from "./run-silence.js";
import { RunText } from "./run-text.js";
import { toolEvent } from "./tool-event.js";

/** Why what a run still asks is given up when it has ended. One for all: an error with a stack is dear. */
const OVER = new Error("The run has ended.");

export const ABORT_GRACE_MS = 5_000;

/** How a run ends that was stopped from here. */
export const RPC: Ending = { stopReason: "rpc" };

export type TerminalEvent = Extract<ChatEvent, { state: "final" | "aborted" | "error" }>;

/** What a run that is carried and one that is only followed have in common: a reader, a text, an end. */
export abstract class LiveRun {
  readonly run: ChatRun;
  protected readonly host: RunHost;
  protected readonly settings: RunSettings;
  protected readonly text: RunText = new RunText((event) => this.emit(event));
  protected readonly silence: RunSilence;
  readonly #lifetime = new AbortController();
  #outlet!: ChatRunOutlet;
  #ended = false;

  constructor(
    identity: { readonly sessionKey: string; readonly idempotencyKey: string },
    host: RunHost,
    settings: RunSettings,
  ) {
    this.host = host;
    this.settings = settings;
    this.silence = new RunSilence(() => host.now());
    this.run = new ChatRun(
      identity,
      { runId: () => this.runId, text: () => this.text.value, abort: () => this.abort() },
      (outlet) => {
        this.#outlet = outlet;
      },
    );
  }

  abstract get runId(): string;
  abstract abort(): Promise<void>;
  abstract onChat(event: ChatEvent): void;
  abstract onAgent(event: AgentEvent): void;
  /** The link is back. `restarted`: the gateway is not the process it was. */
  abstract onReady(restarted: boolean): void;
  /** Events were missed, and it is time to ask. */
  abstract onGap(): void;
  /** Called now and then. */
  abstract tick(): void;
  /** It has ended: whoever keeps it lets it go. */
  protected abstract release(): void;

  get ended(): boolean {
    return this.#ended;
  }

  /** Aborts when the run ends. */
  protected get signal(): AbortSignal {
    return this.#lifetime.signal;
  }

  /** The link was lost; the run may well go on at the gateway. */
  onLost(): void {
    if (!this.ended) this.emit({ type: "status", phase: "reconnecting" });
  }

  /** Events were missed; the time to ask comes later. */
  onMissed(): void {
    this.text.missed();
  }

  /** Nothing more will be known of the run. */
  fail(error: unknown): void {
    if (!this.#finish(error)) return;
    this.#outlet.fail(error);
  }

  protected emit(event: ChatRunEvent): void {
    this.#outlet.event(event);
  }

  /** Tells the reader of a tool call; false for any other agent event. */
  protected tellTool(event: AgentEvent): boolean {
    const tool = toolEvent(event);
    if (tool !== undefined) this.emit(tool);
    return tool !== undefined;
  }

  protected endAs(event: TerminalEvent): void {
    if (event.state === "error")
      return this.end("error", event, runFailed(event.errorMessage, event.errorKind));
    this.text.settle(event.message);
    this.end(event.state, event);
  }

  protected end(status: ChatRunResult["status"], event: Ending, error?: HawserError): void {
    if (!this.#finish(OVER)) return;
    this.#outlet.end(runResult({ status, text: this.text.value, runId: this.runId }, event, error));
  }

  #finish(reason: unknown): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.#lifetime.abort(reason);
    this.release();
    return true;
  }
}
