import type { AgentEvent } from "../schemas/index.js";
import type { ChatRunEvent } from "./events.js";

interface ToolData {
  readonly phase?: string;
  readonly name?: string;
  readonly toolCallId?: string;
  readonly args?: unknown;
  readonly result?: unknown;
  /** What a tool at work has printed so far (protocol 4). */
  readonly partialResult?: unknown;
  readonly isError?: boolean;
}

/** A tool event of a run as its reader sees it; undefined for agent events of other streams. */
export function toolEvent(event: AgentEvent): ChatRunEvent | undefined {
  if (event.stream !== "tool") return undefined;
  const data = event.data as ToolData;
  const result = data.result ?? data.partialResult;
  return {
    type: "tool",
    phase: data.phase ?? "update",
    name: data.name ?? "tool",
    ...(data.toolCallId === undefined ? {} : { toolCallId: data.toolCallId }),
    ...(data.args === undefined ? {} : { args: data.args }),
    ...(data.isError === undefined ? {} : { isError: data.isError }),
    ...(result === undefined ? {} : { result }),
  };
}
