import type { Run } from "./run.js";
import type { ToolCall } from "./voice.js";

/** How protocol 4 puts an agent event on the wire. */
export interface AgentSpeaker {
  agent(run: Run, stream: string, data: Readonly<Record<string, unknown>>): void;
  /** To clients with the cap "tool-events"; `withSession` adds the session's row. */
  tool(run: Run, data: Readonly<Record<string, unknown>>, withSession: boolean): void;
}

const WORKSPACE = "/home/operator/ws";

const meta = (call: ToolCall): string => Object.values(call.args).map(String).join(" ");

function itemData(
  call: ToolCall,
  phase: "start" | "update" | "end",
  status: string,
): Record<string, unknown> {
  return {
    itemId: `tool:${call.toolCallId}`,
    toolCallId: call.toolCallId,
    name: call.name,
    kind: "tool",
    phase,
    title: `Exec ${meta(call)}`,
    status,
    meta: meta(call),
    commandBearing: true,
  };
}

function outputData(
  call: ToolCall,
  phase: "delta" | "end",
  status: string,
): Record<string, unknown> {
  return {
    itemId: `command:${call.toolCallId}`,
    phase,
    title: `command ${meta(call)}`,
    toolCallId: call.toolCallId,
    name: call.name,
    output: call.result,
    status,
  };
}

/** The events of 2026.9.6 around the start of a tool call. */
export function toolStarted(speak: AgentSpeaker, run: Run, call: ToolCall, now: number): void {
  run.outputTokens += 7;
  run.usedTools = true;
  speak.agent(run, "usage", { outputTokens: run.outputTokens });
  speak.agent(run, "item", { ...itemData(call, "start", "running"), startedAt: now });
  const { name, toolCallId, args } = call;
  speak.tool(run, { phase: "start", name, toolCallId, args }, false);
}

/** The events of 2026.9.6 around the end of a tool call; a denied command also says so. */
export function toolEnded(speak: AgentSpeaker, run: Run, call: ToolCall, now: number): void {
  const { name, toolCallId, isError, result } = call;
  const status = isError ? "failed" : "completed";
  if (!isError) {
    const details = { status: "running", startedAt: now, cwd: WORKSPACE, tail: result };
    const partialResult = { content: [{ type: "text", text: result }], details };
    speak.tool(run, { phase: "update", name, toolCallId, partialResult }, true);
    speak.agent(run, "item", itemData(call, "update", "running"));
    speak.agent(run, "command_output", outputData(call, "delta", "running"));
  }
  const details = {
    status,
    exitCode: isError ? null : 0,
    durationMs: 0,
    aggregated: result,
    cwd: WORKSPACE,
  };
  speak.tool(
    run,
    {
      phase: "result",
      name,
      toolCallId,
      meta: meta(call),
      isError,
      commandBearing: true,
      result: { content: [{ type: "text", text: result }], details },
    },
    true,
  );
  speak.agent(run, "item", {
    ...itemData(call, "end", status),
    startedAt: now,
    endedAt: now,
    ...(isError ? { error: result } : {}),
  });
  speak.agent(run, "command_output", {
    ...outputData(call, "end", status),
    exitCode: isError ? null : 0,
    durationMs: 0,
    cwd: WORKSPACE,
  });
  if (!call.denied) return;
  speak.agent(run, "approval", {
    phase: "resolved",
    kind: "exec",
    status: "denied",
    title: "Command approval resolved",
    itemId: `command:${toolCallId}`,
    toolCallId,
    message: meta(call),
  });
}
