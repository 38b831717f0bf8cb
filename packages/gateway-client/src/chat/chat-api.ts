import type {
  ChatAbortParams,
  ChatAbortResult,
  ChatHistoryParams,
  ChatHistoryResult,
  ChatInjectParams,
  ChatInjectResult,
  ChatMessage,
  ChatSendParams,
  ChatSendResult,
} from "../schemas/index.js";
import { readWithKnownParams } from "../compat/params.js";
import type { ChatRun } from "./chat-run.js";
import type { ChatPort, RunSettings } from "./run-host.js";
import { RunRegistry } from "./run-registry.js";
import { sendParams } from "./send-params.js";

/** A message to an agent. The idempotency key is made up when left out. */
export type ChatMessageParams = Omit<ChatSendParams, "idempotencyKey"> & {
  readonly idempotencyKey?: string;
};

/** Options of one call. */
export interface ChatCallOptions {
  readonly signal?: AbortSignal;
  /** Deadline of the call in ms. Default: the client's requestTimeoutMs. */
  readonly timeoutMs?: number;
}

/** Options of {@link ChatApi.run}. */
export interface ChatRunOptions {
  /** Aborting it stops the run at the gateway, like `run.abort()`. */
  readonly signal?: AbortSignal;
  /** Silence in ms after which the gateway is asked what became of the run. Default 30 000. */
  readonly silenceMs?: number;
}

/** A run that somebody else began: `gateway.runs` and chat events name them. */
export interface ChatFollowParams {
  readonly sessionKey: string;
  readonly runId: string;
}

/** Options of {@link ChatApi.follow}. */
export interface ChatFollowOptions {
  /** Aborting it ends the reading here; the run goes on. `result` then rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Silence in ms after which the gateway is asked what became of the run. Default 30 000. */
  readonly silenceMs?: number;
}

const SILENCE_MS = 30_000;

/** `gateway.chat`: messages to agents and their replies. */
export class ChatApi {
  readonly #port: ChatPort;
  readonly #runs: RunRegistry;

  /** @internal */
  constructor(port: ChatPort) {
    this.#port = port;
    this.#runs = new RunRegistry(port);
  }

  /**
   * Sends a message and follows its reply to the end: through dropped connections, gateway restarts
   * and busy sessions. The message is worked once; its idempotency key is kept through every retry.
   *
   * @throws ValidationError through `run.result` when the message has neither text nor attachment.
   */
  run(params: ChatMessageParams, options: ChatRunOptions = {}): ChatRun {
    const { signal } = options;
    const driver = this.#runs.start(withKey(params), this.#settings(options), signal?.aborted);
    whileRunning(driver.run, signal, () => void driver.abort());
    return driver.run;
  }

  /**
   * Reads along with a run that somebody else began: another client, a schedule, the gateway itself.
   * It tells what was said so far, then what comes, through dropped connections and gateway restarts,
   * to the end. Nothing is sent; only `abort()` touches the run, and rejects where the gateway refuses.
   *
   * A run that the gateway does not know ends with status `error` and the code `RUN_INTERRUPTED`.
   */
  follow(params: ChatFollowParams, options: ChatFollowOptions = {}): ChatRun {
    const { signal } = options;
    const followed = this.#runs.startFollowing(params, this.#settings(options));
    const leave = (): void => followed.fail(signal?.reason);
    if (signal?.aborted === true) leave();
    whileRunning(followed.run, signal, leave);
    return followed.run;
  }

  /** Sends a message without following its reply. Sent again after a lost connection, with the same key. */
  async send(params: ChatMessageParams, options: ChatCallOptions = {}): Promise<ChatSendResult> {
    const keyed = withKey(params);
    const left = await this.#whenReady(options);
    const ack = await this.#port.request<ChatSendResult | undefined>(
      "chat.send",
      sendParams(this.#port.protocol, keyed),
      left,
    );
    // Documented gateways answer with an empty object: the run takes the key as its id.
    return { runId: keyed.idempotencyKey, status: "started", ...ack };
  }

  /** The transcript of a session, oldest message first, in one shape whatever the gateway's generation. */
  async history(params: ChatHistoryParams, options?: ChatCallOptions): Promise<ChatHistoryResult> {
    const result = await readWithKnownParams<ChatHistoryResult | ChatMessage[] | undefined>(
      this.#port,
      "chat.history",
      { ...params },
      options,
    );
    // The documented gateway answers with the bare array; lists under `items` occur as well.
    if (Array.isArray(result)) return { sessionKey: params.sessionKey, messages: result };
    const items = (result as { items?: ChatMessage[] } | undefined)?.items;
    return {
      ...result,
      sessionKey: result?.sessionKey ?? params.sessionKey,
      messages: result?.messages ?? items ?? [],
    };
  }

  /** Stops one run, or every run of the session. `aborted` is false when there was nothing to stop. */
  async abort(params: ChatAbortParams, options: ChatCallOptions = {}): Promise<ChatAbortResult> {
    const { agentId, ...known } = params;
    const left = await this.#whenReady(options);
    const sent = this.#port.protocol === 3 || agentId === undefined ? known : params;
    return this.#port.request("chat.abort", sent, left);
  }

  /** Adds a message to a session's transcript without asking the agent for a reply. */
  inject(params: ChatInjectParams, options?: ChatCallOptions): Promise<ChatInjectResult> {
    return this.#port.request("chat.inject", params, options);
  }

  /** How many runs of this client have not ended. */
  get active(): number {
    return this.#runs.size;
  }

  #settings({ silenceMs = SILENCE_MS }: { readonly silenceMs?: number }): RunSettings {
    return { silenceMs, cumulative: () => isRealGateway(this.#port) };
  }

  /** What may be sent depends on the gateway's generation. Gives the options what time is left. */
  async #whenReady(options: ChatCallOptions): Promise<ChatCallOptions> {
    if (this.#port.hello !== undefined) return options;
    return { ...options, timeoutMs: await this.#port.whenReady(options) };
  }

  /** @internal */
  failAll(error: unknown): void {
    this.#runs.failAll(error);
  }
}

/** Calls `abort` when the signal does so before the run has ended. */
function whileRunning(run: ChatRun, signal: AbortSignal | undefined, abort: () => void): void {
  if (signal === undefined || signal.aborted) return;
  signal.addEventListener("abort", abort, { once: true });
  const release = (): void => signal.removeEventListener("abort", abort);
  run.result.then(release, release);
}

function withKey(params: ChatMessageParams): ChatSendParams {
  return { ...params, idempotencyKey: params.idempotencyKey ?? newKey() };
}

function newKey(): string {
  // Pages on plain HTTP have getRandomValues, but no randomUUID.
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Real gateways say how much they buffer, and their deltas are cumulative; documented ones may not be. */
function isRealGateway(port: ChatPort): boolean {
  return port.hello?.policy.maxBufferedBytes !== undefined;
}
