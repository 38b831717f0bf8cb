/** Where a run is in its life. */
export type RunStatus = "PENDING" | "RUNNING" | "FINISHED" | "ERROR" | "STOPPED";

/** A person or the agent, by id and name. */
export interface GroupChatPerson {
  readonly id: string;
  readonly name: string;
}

/** What made a run. */
export type RunCause = "delegate" | "mention" | "followUp";

/** One unit of work, live: its status changes as the run goes on. */
export interface TestRun {
  readonly id: string;
  readonly taskId: string;
  readonly taskTitle: string;
  readonly workspaceId: string;
  readonly cause: RunCause;
  readonly status: RunStatus;
  /** The instructions of this run. */
  readonly prompt: string;
  /** The owner's last follow-up; null in a first run. */
  readonly lastFollowUpMessage: string | null;
  /** Who delegated it. */
  readonly owner: GroupChatPerson;
  /** ms since the epoch. */
  readonly createdAt: number;
  /** ms since the epoch; undefined before the start. */
  readonly startedAt: number | undefined;
  /** ms since the epoch; undefined while it is pending or running. */
  readonly endedAt: number | undefined;
  /** US dollars, as /complete or /error said. */
  readonly stepCostUsd: number | undefined;
  /** US dollars, as /complete or /error said. */
  readonly totalCostUsd: number | undefined;
}

/** The server's own handle on a run. */
export type RunRecord = { -readonly [K in keyof TestRun]: TestRun[K] };

/** What asked for a change of status. */
export type RunMove = "start" | "complete" | "error" | "stop";

/** A change of status that was asked for, granted or refused. */
export interface RunTransition {
  readonly runId: string;
  readonly move: RunMove;
  /** Who asked: the agent over REST, or the script of the test. */
  readonly by: "agent" | "script";
  readonly from: RunStatus;
  readonly to: RunStatus;
  /** False: refused as illegal, the run stayed as it was. */
  readonly accepted: boolean;
  /** ms since the epoch. */
  readonly at: number;
}

/** From which states a move is legal, and where it leads. */
export const moves: Readonly<
  Record<RunMove, { readonly from: readonly RunStatus[]; readonly to: RunStatus }>
> = {
  start: { from: ["PENDING"], to: "RUNNING" },
  complete: { from: ["RUNNING"], to: "FINISHED" },
  error: { from: ["RUNNING"], to: "ERROR" },
  stop: { from: ["PENDING", "RUNNING"], to: "STOPPED" },
};
