import { AgentFailure, type AgentStep, type GatewayAgent } from "@hawser/testkit";
import { CODE, GREETING, HAWSER, IDEAS, LINE } from "./stories.js";

const PACE_MS = 45;

/** The agent of the embedded gateway: no model, but every kind of thing an agent does. */
export const guideAgent: GatewayAgent = async function* guide(message, context) {
  const text = message.trim();
  const say = async function* (reply: string): AsyncGenerator<AgentStep, void, undefined> {
    for (const words of piecesOf(reply)) {
      yield words;
      await context.sleep(PACE_MS);
    }
  };
  const command = /^run\s+(?<command>.+)/isu.exec(text)?.groups?.command;
  if (command !== undefined) {
    const result = yield {
      tool: { name: "exec", args: { command }, approval: true, result: `(output of ${command})` },
    };
    yield* say(aboutCommand(result ?? ""));
    return;
  }
  if (/^look/iu.test(text)) {
    const files = yield {
      tool: { name: "list", args: { path: "." }, result: "README.md src test" },
    };
    yield* say(`I see: ${files ?? ""}.`);
    return;
  }
  if (/^fail/iu.test(text)) throw new AgentFailure("the model is overloaded", "rate_limit");
  if (/story|hawser/iu.test(text)) yield* say(HAWSER);
  else if (/\bline\b/iu.test(text)) yield* say(LINE);
  else if (/code/iu.test(text)) yield* say(CODE);
  else if (/^(hi|hello|ahoy|hey)\b/iu.test(text)) yield* say(`${GREETING}\n\n${IDEAS}`);
  else yield* say(`You said: ${text}\n\n${IDEAS}`);
};

/** A protocol 4 gateway waits for the decision; protocol 3 says at once that one is needed. */
function aboutCommand(result: string): string {
  if (/denied/iu.test(result)) return `I was not allowed to run it: ${result}`;
  if (/approval required/iu.test(result)) return `That has to be allowed first: ${result}`;
  return `Done. The command said: ${result}`;
}

/** Two words at a time, as models do it. */
function piecesOf(text: string): string[] {
  return text.match(/(?:\S+\s*){1,2}/gu) ?? [];
}
