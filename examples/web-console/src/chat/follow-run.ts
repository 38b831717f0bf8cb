import type { ChatRun, ChatRunEvent } from "@hawser/gateway-client";
import { explain } from "../line/explain.js";
import { withTool, type Turn } from "./turn.js";

/** Shows a run in its turn until it has ended, however it ends. Never rejects. */
export async function followRun(run: ChatRun, turn: Turn): Promise<void> {
  try {
    for await (const event of run) show(event, turn);
    const { status, text, error } = await run.result;
    turn.text.value = text;
    if (status === "final") turn.phase.value = { status: "done" };
    else if (status === "aborted") turn.phase.value = { status: "stopped" };
    else turn.phase.value = { status: "failed", problem: explain(error) };
  } catch (error) {
    turn.phase.value = { status: "failed", problem: explain(error) };
  }
}

function show(event: ChatRunEvent, turn: Turn): void {
  switch (event.type) {
    case "text":
    case "resync":
      turn.text.value = event.text;
      turn.phase.value = { status: "working", doing: "writing" };
      return;
    case "status":
      turn.phase.value = { status: "working", doing: event.phase };
      return;
    case "tool": {
      const { name, phase, isError, toolCallId: id = name } = event;
      const ended = isError === true ? "failed" : "done";
      const status = phase === "result" ? ended : "running";
      turn.tools.value = withTool(turn.tools.value, { id, name, status });
      return;
    }
  }
}
