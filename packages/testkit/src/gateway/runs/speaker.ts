import { AgentFailure, agentSleep, type AgentStep } from "../agent.js";
import type { RunEngineHost } from "./engine.js";
import type { Run } from "./run.js";
import { runTool } from "./tool-step.js";
import type { Turn } from "./turn.js";

/** Takes a step of the agent; the result of a tool goes back to the agent that yielded it. */
async function take(run: Run, step: AgentStep, host: RunEngineHost): Promise<string | undefined> {
  const { voice } = host;
  if (typeof step === "string") {
    run.part += step;
    voice.said(run, step, false);
  } else if ("replace" in step) {
    run.part = step.replace;
    voice.said(run, step.replace, true);
  } else if ("event" in step) {
    voice.agentEvent(run, step.event.stream, step.event.data);
  } else {
    return runTool(run, step.tool, host);
  }
  return undefined;
}

/** Lets the agent answer a turn within a run. Throws what the agent throws, or what stopped it. */
export async function speak(run: Run, turn: Turn, host: RunEngineHost): Promise<void> {
  const { options } = host;
  const { signal } = run.controller;
  const stopped = new Promise<"stopped">((resolve) => {
    signal.addEventListener("abort", () => resolve("stopped"), { once: true });
  });
  const steps = options
    .agent(turn.message, {
      sessionKey: run.sessionKey,
      runId: run.runId,
      signal,
      attachments: turn.attachments,
      sleep: agentSleep(options.clock, signal),
    })
    [Symbol.asyncIterator]();
  let toolResult: string | undefined;
  for (;;) {
    // An agent that ignores the signal must not keep an aborted run alive.
    const next = await Promise.race([steps.next(toolResult), stopped]);
    if (next === "stopped" || signal.aborted) {
      void Promise.resolve(steps.return?.()).catch(() => undefined);
      if (signal.reason instanceof AgentFailure) throw signal.reason;
      return;
    }
    if (next.done) return;
    toolResult = await take(run, next.value, host);
  }
}

/** Stops a run that takes longer than its message allowed; returns the timer. */
export function limitRun(run: Run, turn: Turn, host: RunEngineHost): unknown {
  const { options } = host;
  if (!turn.timeoutMs || options.generation.protocol === 3) return undefined;
  const failure = new AgentFailure(
    "Request timed out before a response was generated. Please try again, or increase `agents.defaults.timeoutSeconds` in your config.",
    "timeout",
  );
  return options.clock.setTimeout(() => run.controller.abort(failure), turn.timeoutMs);
}
