import { randomBytes } from "node:crypto";
import type { AgentStep } from "../agent.js";
import type { RunEngineHost } from "./engine.js";
import type { Run } from "./run.js";
import type { ToolCall } from "./voice.js";

type ToolStep = Extract<AgentStep, { tool: unknown }>["tool"];

/**
 * Runs a tool call of the agent. One that needs approval blocks the turn on protocol 4; protocol 3
 * tells the model "Approval required" at once and goes on.
 */
export async function runTool(run: Run, step: ToolStep, host: RunEngineHost): Promise<string> {
  const { voice, transcript, approvals, options } = host;
  const toolCallId = `call_${randomBytes(4).toString("hex")}`;
  const args = step.args ?? {};
  const call: ToolCall = {
    toolCallId,
    name: step.name,
    args,
    result: step.result ?? "",
    isError: step.isError ?? false,
    denied: false,
  };
  voice.toolStarted(run, call);
  let result = call.result;
  let isError = call.isError;
  let denied = false;
  if (step.approval) {
    const pending = approvals.requestForRun(run, String(args.command ?? step.name), toolCallId);
    if (options.generation.protocol === 3) {
      result = `Approval required (id ${pending.id.slice(0, 8)}). Approve to run; updates will arrive after completion.`;
    } else {
      voice.waiting(run, pending.id, toolCallId, false);
      const decision = await pending.decided;
      if (run.outcome.status !== "running") return "";
      voice.waiting(run, pending.id, toolCallId, true);
      denied = decision !== "allow-once" && decision !== "allow-always";
      isError ||= denied;
      const command = String(args.command ?? step.name);
      const why = decision === "deny" ? "user-denied" : "approval-unavailable";
      result = denied
        ? `Exec denied (gateway id=${pending.id}, ${why}): ${command}`
        : call.result || command;
    }
  }
  voice.toolEnded(run, { ...call, result, isError, denied });
  transcript.tool(run, toolCallId, step.name, args, result, isError);
  return result;
}
