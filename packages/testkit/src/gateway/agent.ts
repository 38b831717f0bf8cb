import { type GatewayClock, pause } from "./clock.js";

/** An attachment as `chat.send` carried it. */
export interface AgentAttachment {
  readonly type?: string;
  readonly mimeType?: string;
  readonly fileName?: string;
  readonly content?: unknown;
}

/** What the agent knows of the run it answers. */
export interface AgentContext {
  readonly sessionKey: string;
  readonly runId: string;
  /** Aborts when the run is aborted or its gateway goes down. */
  readonly signal: AbortSignal;
  readonly attachments: readonly AgentAttachment[];
  /** Resolves after `ms` on the gateway's clock, or at once when the run ends. */
  sleep(ms: number): Promise<void>;
}

/** A model failure: the run ends in state "error" with this message. */
export class AgentFailure extends Error {
  /** `errorKind` of the chat event on protocol 4. */
  readonly kind: "refusal" | "timeout" | "rate_limit" | "context_length" | "unknown" | undefined;

  constructor(message: string, kind?: AgentFailure["kind"]) {
    super(message);
    this.name = "AgentFailure";
    this.kind = kind;
  }
}

/**
 * What an agent yields: a string is more text; `replace` starts the text anew; `tool` runs a tool
 * (with `approval: true` the command waits for `exec.approval.resolve`); `event` is any agent event.
 */
export type AgentStep =
  | string
  | { readonly replace: string }
  | {
      readonly tool: {
        readonly name: string;
        readonly args?: Readonly<Record<string, unknown>>;
        readonly result?: string;
        readonly isError?: boolean;
        readonly approval?: boolean;
      };
    }
  | {
      readonly event: { readonly stream: string; readonly data: Readonly<Record<string, unknown>> };
    };

/**
 * Answers one message. Throwing ends the run with state "error". In an async generator, `yield` of a
 * tool step evaluates to the tool's result.
 */
export type GatewayAgent = (
  text: string,
  context: AgentContext,
) => AsyncIterable<AgentStep, unknown, string | undefined>;

function chunks(text: string): string[] {
  const words = text.split(/(?=\s)/u).filter((word) => word.length > 0);
  const pairs: string[] = [];
  for (let i = 0; i < words.length; i += 2) pairs.push(words.slice(i, i + 2).join(""));
  return pairs;
}

/**
 * The default agent: `echo: <text>`, two words a delta. Directives in the text:
 * `SLOW:<n>x<ms>` adds the words w1…wn, a delta every `ms`; `LLMFAIL:<status>` fails as a model
 * provider would; `RUNTOOL:<command>` runs a shell command that needs approval and repeats its result.
 */
export function echoAgent(deltaIntervalMs: number): GatewayAgent {
  return async function* echo(text, context) {
    const failure = /LLMFAIL:(\d+)/.exec(text);
    if (failure) throw new AgentFailure(`${failure[1]} fake failure ${failure[1]}`);
    const tool = /RUNTOOL:(.+)$/.exec(text);
    const command = tool?.[1]?.trim();
    const result = command
      ? yield { tool: { name: "exec", args: { command }, approval: true } }
      : undefined;
    const opening = result === undefined ? `echo: ${text}` : `tool said: ${result}`;
    const slow = /SLOW:(\d+)x(\d+)/.exec(text);
    const words = Array.from({ length: Number(slow?.[1] ?? 0) }, (_, i) => ` w${i + 1}`).join("");
    const interval = slow ? Number(slow[2]) : deltaIntervalMs;
    let first = true;
    for (const chunk of chunks(`${opening}${words}`)) {
      if (!first) await context.sleep(interval);
      first = false;
      yield chunk;
    }
    if (slow) await context.sleep(interval);
  };
}

/** Waits on the gateway's clock and the run's signal together. */
export const agentSleep =
  (clock: GatewayClock, signal: AbortSignal) =>
  (ms: number): Promise<void> =>
    pause(clock, ms, signal);
