import type { Agent, AgentContext, AgentPart } from "../task/agent.js";
import type { AgentReply, Task } from "../task/task.js";

/** Where a growing answer goes. */
export interface AnswerOutlet {
  text(textSoFar: string): void;
  status(text: string): void;
}

/**
 * Asks an agent once and puts its answer together.
 *
 * @throws what the agent throws; the signal's reason when it aborts while a stream is read.
 */
export async function answerOf(
  agent: Agent,
  task: Task,
  context: AgentContext,
  outlet: AnswerOutlet,
): Promise<AgentReply> {
  const answer = await agent(task, context);
  if (answer === undefined || answer === null) return { text: "" };
  if (typeof answer === "string") return { text: answer };
  if (typeof answer === "object" && Symbol.asyncIterator in answer) {
    return { text: await wholeOf(answer, context.signal, outlet) };
  }
  if (typeof answer === "object" && typeof answer.text === "string") return answer;
  throw new TypeError("The agent returned neither a text, nor { text }, nor a stream of texts");
}

async function wholeOf(
  parts: AsyncIterable<AgentPart>,
  signal: AbortSignal,
  outlet: AnswerOutlet,
): Promise<string> {
  let text = "";
  for await (const part of parts) {
    signal.throwIfAborted();
    if (typeof part === "string") text += part;
    else if ("text" in part) text = part.text;
    else {
      outlet.status(part.status);
      continue;
    }
    outlet.text(text);
  }
  return text;
}
