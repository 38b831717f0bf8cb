import {
  AuthError,
  ConnectionLostError,
  GatewayClient,
  type GatewayClientOptions,
  HawserError,
  PairingRequiredError,
  ProtocolError,
  ScopeError,
  TimeoutError,
} from "@hawser/gateway-client";
import type { Answer, Brain, Question } from "./brain.js";

/** How {@link GatewayBrain} asks. */
export interface GatewayBrainOptions {
  readonly gateway: Pick<GatewayClientOptions, "url" | "token" | "password" | "logger" | "device">;
  /** The agent's id. */
  readonly agent: string;
  /** How long an answer may take, ms; 0 means no limit. */
  readonly timeoutMs: number;
}

/** Asks over one connection to the gateway; no process a question, and the text comes as it is written. */
export class GatewayBrain implements Brain {
  readonly #options: GatewayBrainOptions;
  readonly #client: GatewayClient;

  constructor(options: GatewayBrainOptions) {
    this.#options = options;
    this.#client = new GatewayClient({
      ...options.gateway,
      scopes: ["operator.read", "operator.write"],
    });
  }

  get name(): string {
    return `the gateway's agent ${this.#options.agent}`;
  }

  async ask(question: Question, signal: AbortSignal): Promise<Answer> {
    const { agent, timeoutMs } = this.#options;
    const { gruprId, messageId, attempt, text } = question;
    const deadline = timeoutMs === 0 ? undefined : AbortSignal.timeout(timeoutMs);
    const until = deadline === undefined ? signal : AbortSignal.any([signal, deadline]);
    try {
      const run = this.#client.chat.run(
        {
          // The session that `openclaw agent --session-id grupr:…` means.
          sessionKey: `agent:${agent}:explicit:grupr:${gruprId}`,
          message: text,
          // Asked again after a crash, the gateway knows it: the agent does not work twice.
          idempotencyKey: `grupr-${messageId}${attempt === 0 ? "" : `-${attempt}`}`,
        },
        { signal: until },
      );
      const { status, text: reply, error } = await run.result;
      signal.throwIfAborted();
      if (deadline?.aborted === true) return late(timeoutMs);
      if (status === "final") return replyOf(reply);
      return error === undefined
        ? failed("the run was stopped at the gateway", "message")
        : failureOf(error);
    } catch (error) {
      signal.throwIfAborted();
      if (deadline?.aborted === true) return late(timeoutMs);
      return failureOf(error);
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}

function replyOf(text: string): Answer {
  const reply = text.trim();
  if (reply === "" || reply === "NO_REPLY") {
    return { kind: "silent", reason: "the agent gave no reply" };
  }
  return { kind: "reply", text: reply };
}

function failureOf(error: unknown): Answer {
  const reason = error instanceof Error ? error.message : String(error);
  const hint = error instanceof HawserError && error.hint !== undefined ? ` ${error.hint}` : "";
  const isLine = [
    AuthError,
    ConnectionLostError,
    PairingRequiredError,
    ProtocolError,
    ScopeError,
    TimeoutError,
  ].some((kind) => error instanceof kind);
  return failed(`${reason}${hint}`, isLine ? "surroundings" : "message");
}

const late = (timeoutMs: number): Answer =>
  failed(`no reply within ${timeoutMs / 1000} s`, "message");

const failed = (reason: string, because: "message" | "surroundings"): Answer => ({
  kind: "failed",
  reason,
  because,
});
