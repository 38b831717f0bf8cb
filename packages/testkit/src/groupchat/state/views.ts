import type { ResolvedGroupChatOptions } from "../options.js";
import type { GroupChatPerson, RunRecord } from "./run.js";
import type { GroupChatStore } from "./store.js";
import type { ActivityEntry } from "./task.js";

/** A JSON object on its way out. */
export type Row = Readonly<Record<string, unknown>>;

/** The fields a list may have beyond those the reference names. */
export type RunListField =
  | "status"
  | "taskId"
  | "workspaceId"
  | "createdAt"
  | "lastFollowUpMessage"
  | "startedAt";

/** Shapes what is in the store the way this deployment is told to. */
export class Views {
  readonly #store: GroupChatStore;
  readonly #options: ResolvedGroupChatOptions;

  constructor(store: GroupChatStore, options: ResolvedGroupChatOptions) {
    this.#store = store;
    this.#options = options;
  }

  me(): Row {
    const { agent, owner } = this.#options;
    return {
      name: agent.name,
      description: agent.description,
      agentUserId: agent.agentUserId,
      ownerId: owner.id,
      ownerName: owner.name,
      createdAt: agent.createdAt,
    };
  }

  /** A run in a list: id, taskTitle, prompt, owner, and what `listFields` adds. */
  listed(run: RunRecord): Row {
    const { id, taskTitle, prompt } = run;
    const more: Row = Object.fromEntries(
      this.#options.listFields.map((field): [string, unknown] => [field, run[field]]),
    );
    return {
      id,
      taskTitle,
      prompt,
      ...this.#owner(run.owner),
      ...withoutUndefined(more),
    };
  }

  /** A run on its own, with task and feed. */
  detail(run: RunRecord): Row {
    const task = this.#store.taskOf(run);
    const { id, taskId, taskTitle, workspaceId, status, prompt, lastFollowUpMessage } = run;
    const { createdAt, startedAt, endedAt, stepCostUsd, totalCostUsd } = run;
    return withoutUndefined({
      id,
      taskId,
      taskTitle,
      workspaceId,
      status,
      prompt,
      lastFollowUpMessage,
      ...this.#owner(run.owner),
      createdAt,
      startedAt,
      completedAt: endedAt,
      stepCostUsd,
      totalCostUsd,
      task: withoutUndefined({
        id: task.id,
        title: task.title,
        description: task.description,
        status: task.status,
        images: task.images,
        dueDate: task.dueDate ?? null,
        creator: task.creator,
        ...this.#owner(task.owner),
      }),
      activity: task.activity.map(feedRow),
    });
  }

  /** What the subscriptions list: oldest first. */
  pending(): readonly Row[] {
    return this.#store.runs.filter((r) => r.status === "PENDING").map((run) => this.listed(run));
  }

  stopped(): readonly unknown[] {
    const { shape, keep } = this.#options.stoppedRuns;
    const runs = this.#store.runs.filter((run) => run.status === "STOPPED");
    const sorted = runs.toSorted((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0));
    const recent = sorted.slice(Math.max(0, sorted.length - keep));
    switch (shape) {
      case "runs":
        return recent.map((run) => this.listed(run));
      case "ids":
        return recent.map((run) => run.id);
      case "runIds":
        return recent.map((run) => ({ runId: run.id, stoppedAt: run.endedAt }));
      default:
        return shape satisfies never;
    }
  }

  #owner(owner: GroupChatPerson): Row {
    return this.#options.ownerShape === "nested"
      ? { owner: { id: owner.id, name: owner.name } }
      : { ownerId: owner.id, ownerName: owner.name };
  }
}

function feedRow(entry: ActivityEntry): Row {
  return withoutUndefined({ ...entry });
}

/** Convex values and JSON have no undefined. */
function withoutUndefined(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
}
