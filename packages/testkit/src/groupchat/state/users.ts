import { randomUUID } from "node:crypto";
import type { GroupChatPerson, RunCause, RunRecord } from "./run.js";
import type { GroupChatStore } from "./store.js";
import type { TaskRecord, TaskSpec } from "./task.js";

/** Work that a user hands to the agent. */
export interface Delegation {
  /** A new task by its title or in full, or the id of one that is there (`{ id }`). */
  readonly task: string | TaskSpec | { readonly id: string };
  /** The instructions. Default: the task's description, or else its title. */
  readonly prompt?: string;
  /** Comments of the owner that are on the task already, oldest first. */
  readonly activity?: readonly string[];
  /** Default "workspace-1". */
  readonly workspaceId?: string;
  /** Who delegates. Default: the agent's owner. */
  readonly owner?: GroupChatPerson;
}

/** A comment that names the agent. */
export interface Mention extends Omit<Delegation, "prompt"> {
  /** The comment; also the instructions of the run. */
  readonly message: string;
}

/** What users do. */
export class Users {
  readonly #store: GroupChatStore;
  readonly #owner: GroupChatPerson;

  constructor(store: GroupChatStore, owner: GroupChatPerson) {
    this.#store = store;
    this.#owner = owner;
  }

  delegate(work: Delegation): RunRecord {
    return this.#store.commit(() => {
      const task = this.#task(work);
      return this.#run(task, "delegate", {
        prompt: work.prompt ?? (task.description || task.title),
        owner: work.owner ?? this.#owner,
      });
    });
  }

  mention(work: Mention): RunRecord {
    return this.#store.commit(() => {
      const task = this.#task(work);
      const owner = work.owner ?? this.#owner;
      this.#store.comment(task, owner, work.message);
      return this.#run(task, "mention", { prompt: work.message, owner });
    });
  }

  followUp(before: RunRecord, message: string): RunRecord {
    return this.#store.commit(() => {
      const task = this.#store.taskOf(before);
      this.#store.comment(task, before.owner, message);
      const { prompt, owner } = before;
      return this.#run(task, "followUp", { prompt, owner, lastFollowUpMessage: message });
    });
  }

  #task(work: Pick<Delegation, "task" | "activity" | "workspaceId" | "owner">): TaskRecord {
    const spec = typeof work.task === "string" ? { title: work.task } : work.task;
    const task = "id" in spec ? this.#store.taskOf({ taskId: spec.id }) : this.#newTask(work, spec);
    for (const body of work.activity ?? []) this.#store.comment(task, task.owner, body);
    return task;
  }

  #newTask(work: Pick<Delegation, "workspaceId" | "owner">, spec: TaskSpec): TaskRecord {
    const owner = work.owner ?? this.#owner;
    const task: TaskRecord = {
      id: randomUUID(),
      workspaceId: work.workspaceId ?? "workspace-1",
      title: spec.title,
      description: spec.description ?? "",
      images: spec.images ?? [],
      dueDate: spec.dueDate,
      creator: owner,
      owner,
      status: "todo",
      activity: [],
      createdAt: this.#store.now(),
    };
    this.#store.tasks.push(task);
    return task;
  }

  #run(
    task: TaskRecord,
    cause: RunCause,
    about: Pick<RunRecord, "prompt" | "owner"> & { readonly lastFollowUpMessage?: string },
  ): RunRecord {
    const run: RunRecord = {
      id: randomUUID(),
      taskId: task.id,
      taskTitle: task.title,
      workspaceId: task.workspaceId,
      cause,
      status: "PENDING",
      prompt: about.prompt,
      lastFollowUpMessage: about.lastFollowUpMessage ?? null,
      owner: about.owner,
      createdAt: this.#store.now(),
      startedAt: undefined,
      endedAt: undefined,
      stepCostUsd: undefined,
      totalCostUsd: undefined,
    };
    this.#store.runs.push(run);
    return run;
  }
}
