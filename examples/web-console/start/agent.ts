import { randomUUID } from "node:crypto";
import { AgentFailure, type AgentStep, type GatewayAgent } from "@hawser/testkit";
import { HELP, NOTES, REPORT } from "./answers.js";

/** Pause between two pieces of an answer, ms. */
const PACE_MS = 60;

/** Gives a subagent its task, in a session of its own. */
export type Delegate = (sessionKey: string, task: string) => void;

/**
 * The agent that comes along. It needs no model: what it does hangs on words in what it is asked.
 *
 * - `deploy …` runs a command that somebody has to allow first
 * - `research …` gives the work to a subagent
 * - `long` writes for a while, to be stopped
 * - `fail` fails
 */
export function scriptedAgent(delegate: Delegate): GatewayAgent {
  return async function* answer(text, context) {
    const pieces = async function* (whole: string): AsyncGenerator<AgentStep> {
      for (const piece of whole.split(/(?<=\s)/u)) {
        if (context.signal.aborted) return;
        yield piece;
        await context.sleep(PACE_MS);
      }
    };
    if (/\bfail\b/i.test(text)) throw new AgentFailure("the model is overloaded", "rate_limit");
    if (/\bdeploy\b/i.test(text)) {
      const command = "./deploy.sh --to staging --version 4.2.0";
      const result = yield {
        tool: { name: "exec", args: { command }, result: "deployed 4.2.0", approval: true },
      };
      yield* pieces(`I asked for \`${command}\`. What came of it:\n\n> ${result}`);
    } else if (/\bresearch\b/i.test(text) && !context.sessionKey.includes(":subagent:")) {
      const childSessionKey = `agent:researcher:subagent:${randomUUID()}`;
      yield {
        tool: {
          name: "sessions_spawn",
          args: { task: text, label: "Read the tide tables", agentId: "researcher" },
          result: JSON.stringify({ status: "accepted", childSessionKey }),
        },
      };
      delegate(childSessionKey, `long: ${text}`);
      yield* pieces("A **subagent** is at it. It reports in a session of its own.");
    } else if (/\blong\b/i.test(text)) yield* pieces(NOTES);
    else if (/\breport\b/i.test(text)) {
      yield { tool: { name: "read", args: { path: "logs/today.txt" }, result: "142 lines" } };
      yield* pieces(REPORT);
    } else yield* pieces(HELP);
  };
}
