import type { ChatRunEvent, GatewayClient } from "@hawser/gateway-client";
import type { RunHandler } from "@hawser/groupchat-runs-client";
import { messageFor, sessionKeyFor } from "./message.js";

/** Longest description of a tool call in a progress comment, characters. */
const TOOL_CHARS = 200;

/**
 * Does the work of a run by asking an agent behind an OpenClaw gateway: its tool calls are the progress,
 * its reply is the result. When the run is stopped, so is the agent.
 */
export function askGateway(gateway: GatewayClient, agentId: string): RunHandler {
  return async (job) => {
    const { run, signal } = job;
    const work = gateway.chat.run(
      { sessionKey: sessionKeyFor(run, agentId), message: messageFor(run) },
      { signal },
    );
    for await (const event of work) {
      const step = stepText(event);
      if (step !== undefined) job.progress(step);
    }
    const { status, text, error } = await work.result;
    if (status === "final") return text;
    throw error ?? new Error("The work was aborted at the gateway.");
  };
}

/** What the owner is told of an event; nothing of most. */
function stepText(event: ChatRunEvent): string | undefined {
  if (event.type !== "tool" || event.phase !== "start") return undefined;
  const args = event.args === undefined ? "" : ` ${JSON.stringify(event.args)}`;
  return `Using ${event.name}${args}`.slice(0, TOOL_CHARS);
}
