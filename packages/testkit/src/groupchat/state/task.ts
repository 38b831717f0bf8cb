import type { GroupChatPerson } from "./run.js";

/** The column a task is in. */
export type TaskStatus = "todo" | "doing" | "done";

/** One entry of a task's activity feed, oldest first. */
export type ActivityEntry =
  | {
      readonly id: string;
      readonly type: "comment";
      readonly author: GroupChatPerson;
      readonly body: string;
      /** ms since the epoch. */
      readonly createdAt: number;
      /** The run it was posted on, when the agent posted it. */
      readonly runId: string | undefined;
    }
  | {
      readonly id: string;
      readonly type: "status_change";
      readonly author: GroupChatPerson;
      readonly from: TaskStatus;
      readonly to: TaskStatus;
      /** ms since the epoch. */
      readonly createdAt: number;
    };

/** A task as a user writes it. */
export interface TaskSpec {
  readonly title: string;
  /** Default "". */
  readonly description?: string;
  /** URLs of images. Default none. */
  readonly images?: readonly string[];
  /** ms since the epoch. Default none. */
  readonly dueDate?: number;
}

/** A task, live: its column and feed change. */
export interface TestTask {
  readonly id: string;
  readonly workspaceId: string;
  readonly title: string;
  readonly description: string;
  readonly images: readonly string[];
  readonly dueDate: number | undefined;
  readonly creator: GroupChatPerson;
  readonly owner: GroupChatPerson;
  readonly status: TaskStatus;
  readonly activity: readonly ActivityEntry[];
  /** ms since the epoch. */
  readonly createdAt: number;
}

/** The server's own handle on a task. */
export interface TaskRecord extends TestTask {
  status: TaskStatus;
  readonly activity: ActivityEntry[];
}
