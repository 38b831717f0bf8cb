import * as z from "zod";

/** Where a run stands. Statuses that are not documented pass as they are. */
export type RunStatus =
  | "PENDING"
  | "RUNNING"
  | "FINISHED"
  | "ERROR"
  | "STOPPED"
  // Keeps the suggestions of an editor while any string is taken.
  | (string & Record<never, never>);

/** Who delegated a run. */
export interface RunOwner {
  id?: string;
  name?: string;
}

/**
 * One unit of work, as lists and subscriptions give it. Both known forms come out as this one: the owner
 * as `{ id, name }` or as flat `ownerId` and `ownerName`. Fields not named here come through as they are.
 */
export interface Run {
  /** Names it in every call. */
  id: string;
  /** `PENDING` where the answer leaves it out of a list of pending runs, else `""` when unknown. */
  status: RunStatus;
  /** Empty when the answer has none. */
  taskTitle: string;
  /** The instructions. Empty when the answer has none. */
  prompt: string;
  /** Who delegated it. Empty when the answer has none. */
  owner: RunOwner;
  /** What the owner asked for after an earlier run of the same task. */
  lastFollowUpMessage?: string;
  /** The task it is a run of; follow-ups are runs of the same one. */
  taskId?: string;
  /** The workspace of that task. */
  workspaceId?: string;
  /** Milliseconds since 1970. */
  createdAt?: number;
  [field: string]: unknown;
}

/** The task a run belongs to. */
export interface RunTask {
  id?: string;
  title?: string;
  description?: string;
  [field: string]: unknown;
}

/** One comment or status change on the task, oldest first as far as known. */
export interface RunActivity {
  [field: string]: unknown;
}

/** A run with everything there is to know about it. */
export interface RunDetails extends Run {
  /** Empty when the answer has none. */
  task: RunTask;
  /** Every comment and change on the task, those of earlier runs included. */
  activity: RunActivity[];
}

/** A {@link Run} as the client gives it; all but the id may be empty or missing. */
export const runSchema: z.ZodType<{ id: string }> = z.looseObject({ id: z.string().min(1) });
