import type { GroupChatRunsClient, WorkOutcome } from "@hawser/groupchat-runs-client";
import type { TestGateway, TestGroupChat, TestRun } from "@hawser/testkit";
import type { Report } from "./report.js";

/** How long a step may take before the script gives up on it, ms. */
const PATIENCE_MS = 15_000;

/** What every scene works with. */
export interface Stage {
  readonly groupchat: TestGroupChat;
  readonly openclaw: TestGateway;
  readonly outcomes: Outcomes;
  readonly report: Report;
}

/** How runs ended for the agent, as they come. */
export class Outcomes {
  readonly #known = new Map<string, WorkOutcome>();
  readonly #waiting = new Map<string, (outcome: WorkOutcome) => void>();

  add(outcome: WorkOutcome): void {
    this.#known.set(outcome.run.id, outcome);
    this.#waiting.get(outcome.run.id)?.(outcome);
  }

  /** Resolves when the agent is done with a run. @throws when it takes too long. */
  of(run: TestRun): Promise<WorkOutcome> {
    const known = this.#known.get(run.id);
    if (known) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`"${run.taskTitle}" is still ${run.status}`)),
        PATIENCE_MS,
      );
      this.#waiting.set(run.id, (outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      });
    });
  }
}

/** Resolves when the agent has its subscription. */
export async function listening(runs: GroupChatRunsClient): Promise<void> {
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (runs.state.status !== "live") return;
      off();
      resolve();
    };
    const off = runs.on("state", look);
    look();
  });
}

/** Resolves when a run is RUNNING. */
export async function running(groupchat: TestGroupChat, run: TestRun): Promise<void> {
  await groupchat.waitFor(
    "transition",
    (move) => move.runId === run.id && move.move === "start" && move.accepted,
    { timeoutMs: PATIENCE_MS },
  );
}

/** Resolves when the agent was asked about a run, and with what it was told. */
export async function asked(openclaw: TestGateway, words: string): Promise<string> {
  const text = (params: unknown): string => {
    const { message } = params as { readonly message?: unknown };
    return typeof message === "string" ? message : "";
  };
  const request = await openclaw.waitFor(
    "request",
    ({ method, params }) => method === "chat.send" && text(params).includes(words),
    { timeoutMs: PATIENCE_MS },
  );
  return text(request.params);
}

/** Whether the gateway's agent works on something. */
export function agentBusy(openclaw: TestGateway): boolean {
  return openclaw.runs.activeRuns().some((run) => run.outcome.status === "running");
}

/** Resolves when the gateway's agent does nothing any more. @throws when it takes too long. */
export async function agentIdle(openclaw: TestGateway): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const check = (): void => {
      if (agentBusy(openclaw)) return;
      stop();
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => reject(new Error("the agent goes on")), PATIENCE_MS);
    const stop = openclaw.runs.onSettled(check);
    check();
  });
}

/** How often a run was moved so, counting what was granted. */
export function times(groupchat: TestGroupChat, run: TestRun, move: string): number {
  return groupchat.transitions.filter((t) => t.runId === run.id && t.move === move && t.accepted)
    .length;
}
