import type { GatewayClient } from "@hawser/gateway-client";
import type { Source, SourceTask } from "../task/source.js";
import type { AgentReply } from "../task/task.js";
import { SessionFeed } from "./session-feed.js";

/** Options of {@link gatewaySessionSource}. */
export interface GatewaySessionSourceOptions {
  /** The session to follow, such as `"agent:main:main"`, or `"main"` for short. */
  readonly sessionKey: string;
  /** Default `"gateway"`. Several sessions in one runner need names of their own. */
  readonly name?: string;
  /**
   * Whose messages are tasks: people's (`"user"`, default), or what the session's own agent says, for a
   * reviewer or a bridge (`"assistant"`; the runner then needs `loopGuard: { agentTurns: … }`).
   */
  readonly follow?: "user" | "assistant";
  /** Where answers go. Default: into the session's transcript, by `chat.inject` (scope `operator.admin`). */
  readonly answer?: (reply: AgentReply, task: SourceTask) => void | Promise<void>;
  /** Stands before injected answers, so that the session's readers know who speaks. Default: none. */
  readonly label?: string;
  /** What is injected when the agent failed. Default: nothing. */
  readonly failureText?: (error: unknown) => string | undefined;
  /** How many earlier messages an agent is told with a task. Default 20. */
  readonly contextMessages?: number;
  /** How often the transcript is read although nothing was heard, ms. Default 60 000. */
  readonly safetyPollMs?: number;
}

/**
 * What is said in a session of an OpenClaw gateway, from now on, or from where the runner's store says.
 * The session's own agent answers its users as ever: this is a second voice. Commands to the gateway
 * (`/new`) are no tasks. A reset of the session takes back what is not answered yet: those tasks are
 * stopped. The task's `raw` is the ChatMessage.
 */
export function gatewaySessionSource(
  client: GatewayClient,
  options: GatewaySessionSourceOptions,
): Source {
  return {
    name: options.name ?? "gateway",
    tasks: (context) => new SessionFeed(client, options, context).tasks(),
  };
}
