import { RemoteError } from "@hawser/core";
import type { ChatRunEvent, GatewayClient } from "@hawser/gateway-client";
import type { Agent, AgentPart } from "../task/agent.js";
import { NO_REPLY } from "./no-reply.js";
import { promptFor } from "../task/prompt.js";
import type { Task, TaskMedia } from "../task/task.js";

/** Options of {@link gatewayAgent}. */
export interface GatewayAgentOptions {
  /** Which of the gateway's agents does the work. Default `"main"`. */
  readonly agentId?: string;
  /** The session a task is worked in. Default `agent:<agentId>:<source>:<conversation>`. */
  readonly sessionKey?: (task: Task) => string;
  /** What the agent is told. Default {@link promptFor}. */
  readonly message?: (task: Task) => string;
  readonly thinking?: string;
  /** Deadline of the gateway's own for a run, ms. Default: the gateway's. */
  readonly timeoutMs?: number;
  /** What is told of a tool call, or undefined for nothing. Default `Using <name> <arguments>`. */
  readonly toolStatus?: (call: {
    readonly name: string;
    readonly args?: unknown;
  }) => string | undefined;
}

const TOOL_CHARS = 200;
const CONFLICT = "chat-request-conflict";

/**
 * An agent behind an OpenClaw gateway. A task that is stopped is aborted there; one that a crash
 * interrupted is found again there under its key instead of being worked twice.
 */
export function gatewayAgent(client: GatewayClient, options: GatewayAgentOptions = {}): Agent {
  const { agentId = "main", message = promptFor, toolStatus = toolText } = options;
  const sessionKey = options.sessionKey ?? ((task) => sessionKeyOf(task, agentId));
  async function* run(task: Task, key: string, signal: AbortSignal): AsyncGenerator<AgentPart> {
    signal.throwIfAborted();
    const attachments = task.media.map(attachmentOf).filter((one) => one !== undefined);
    const work = client.chat.run(
      {
        sessionKey: sessionKey(task),
        message: message(task),
        idempotencyKey: key,
        ...(attachments.length > 0 && { attachments }),
        ...(options.thinking !== undefined && { thinking: options.thinking }),
        ...(options.timeoutMs !== undefined && { timeoutMs: options.timeoutMs }),
      },
      { signal },
    );
    for await (const event of work) {
      const part = partOf(event, toolStatus);
      if (part !== undefined) yield part;
    }
    const { status, text, error } = await work.result;
    signal.throwIfAborted();
    if (status !== "final") throw error ?? new Error("The run was aborted at the gateway");
    yield { text: text.trim() === NO_REPLY ? "" : text };
  }
  return async function* ask(task, { signal, idempotencyKey }): AsyncGenerator<AgentPart> {
    try {
      yield* run(task, idempotencyKey, signal);
    } catch (error) {
      if (!isConflict(error)) throw error;
      // An earlier life began this with other words (it knew more of what was said before): that run
      // cannot be found again.
      yield* run(task, `${idempotencyKey}:again`, signal);
    }
  };
}

/** The key was used for another message (2026.9). */
function isConflict(error: unknown): boolean {
  if (!(error instanceof RemoteError)) return false;
  const { reason } = Object(error.details) as { readonly reason?: unknown };
  return error.remoteCode === CONFLICT || reason === CONFLICT;
}

/** Gateways part keys at colons and may not tell cases apart: other characters are spelled out. */
function sessionKeyOf({ source, conversation }: Task, agentId: string): string {
  return `agent:${agentId}:${spelled(source)}:${spelled(conversation)}`;
}

function spelled(text: string): string {
  return text.replaceAll(/[^a-z0-9.-]/gu, (char) => `_${char.codePointAt(0)?.toString(16)}_`);
}

function partOf(
  event: ChatRunEvent,
  toolStatus: (call: { readonly name: string; readonly args?: unknown }) => string | undefined,
): AgentPart | undefined {
  switch (event.type) {
    case "text":
    case "resync":
      return { text: event.text };
    case "tool": {
      const status = event.phase === "start" ? toolStatus(event) : undefined;
      return status === undefined ? undefined : { status };
    }
    case "status":
      return undefined;
    default:
      return event satisfies never;
  }
}

function toolText({ name, args }: { readonly name: string; readonly args?: unknown }): string {
  const given = args === undefined ? "" : ` ${JSON.stringify(args)}`;
  return `Using ${name}${given}`.slice(0, TOOL_CHARS);
}

function attachmentOf({
  data,
  mimeType,
  name,
}: TaskMedia): { content: string; mimeType: string; fileName?: string } | undefined {
  if (data === undefined) return undefined;
  let binary = "";
  // In slices: a call takes only so many arguments.
  for (let at = 0; at < data.length; at += 0x80_00) {
    binary += String.fromCharCode(...data.subarray(at, at + 0x80_00));
  }
  return {
    content: btoa(binary),
    mimeType: mimeType ?? "application/octet-stream",
    ...(name !== undefined && { fileName: name }),
  };
}
