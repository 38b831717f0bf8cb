import { randomUUID } from "node:crypto";
import type { GatewayClock } from "../../gateway/clock.js";
import {
  moves,
  type GroupChatPerson,
  type RunMove,
  type RunRecord,
  type RunTransition,
} from "./run.js";
import type { TaskRecord, TaskStatus } from "./task.js";

/** Word to a task's owner that something happened. */
export interface OwnerNotice {
  readonly runId: string;
  readonly kind: "comment" | "finished" | "error";
  readonly body: string;
  /** ms since the epoch. */
  readonly at: number;
}

/** Costs that /complete and /error may carry, US dollars. */
export interface RunCosts {
  readonly stepCostUsd?: number;
  readonly totalCostUsd?: number;
}

/** What an agent's or a script's move on a run comes to. */
export interface MoveRequest extends RunCosts {
  readonly run: RunRecord;
  readonly move: RunMove;
  readonly by: RunTransition["by"];
  /** Posted to the feed when the move is granted. */
  readonly body?: string | undefined;
}

/** Tasks, runs and what happened to them. Restarts leave it as it is. */
export class GroupChatStore {
  readonly agent: GroupChatPerson;
  readonly runs: RunRecord[] = [];
  readonly tasks: TaskRecord[] = [];
  readonly transitions: RunTransition[] = [];
  readonly notices: OwnerNotice[] = [];
  readonly #clock: GatewayClock;
  readonly #listeners = new Set<() => void>();
  readonly #onTransition: (transition: RunTransition) => void;

  constructor(
    agent: GroupChatPerson,
    clock: GatewayClock,
    onTransition: (t: RunTransition) => void,
  ) {
    this.agent = agent;
    this.#clock = clock;
    this.#onTransition = onTransition;
  }

  now(): number {
    return this.#clock.now();
  }

  findRun(id: string): RunRecord | undefined {
    return this.runs.find((run) => run.id === id);
  }

  /** The task of a run. @throws when there is none, which would be a mistake in here. */
  taskOf(run: Pick<RunRecord, "taskId">): TaskRecord {
    const task = this.tasks.find((candidate) => candidate.id === run.taskId);
    if (!task) throw new Error(`no task ${run.taskId}`);
    return task;
  }

  /** Calls back after every change that a query may see. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Runs a change whole, then tells of it once. */
  commit<T>(change: () => T): T {
    const result = change();
    for (const listener of [...this.#listeners]) listener();
    return result;
  }

  /** Asks for a move; a legal one is carried out. Either way it is recorded. */
  move(request: MoveRequest): RunTransition {
    const { run, move, by, body } = request;
    const { from, to } = moves[move];
    const transition: RunTransition = {
      runId: run.id,
      move,
      by,
      from: run.status,
      to,
      accepted: from.includes(run.status),
      at: this.now(),
    };
    if (transition.accepted) this.commit(() => this.#carryOut(request, transition, body));
    this.transitions.push(transition);
    this.#onTransition(transition);
    return transition;
  }

  /** Posts to the feed of the run's task. */
  comment(task: TaskRecord, author: GroupChatPerson, body: string, runId?: string): void {
    const createdAt = this.now();
    task.activity.push({ id: randomUUID(), type: "comment", author, body, createdAt, runId });
  }

  notify(runId: string, kind: OwnerNotice["kind"], body: string): void {
    this.notices.push({ runId, kind, body, at: this.now() });
  }

  #carryOut(request: MoveRequest, { to, at }: RunTransition, body: string | undefined): void {
    const { run, move, by } = request;
    const task = this.taskOf(run);
    run.status = to;
    if (move === "start") run.startedAt = at;
    else run.endedAt = at;
    run.stepCostUsd = request.stepCostUsd ?? run.stepCostUsd;
    run.totalCostUsd = request.totalCostUsd ?? run.totalCostUsd;
    const author = by === "agent" ? this.agent : run.owner;
    if (body !== undefined) {
      this.comment(task, author, body, by === "agent" ? run.id : undefined);
    }
    if (move === "start") this.#column(task, "doing");
    if (move === "complete") this.#column(task, "done");
    if (move === "complete") this.notify(run.id, "finished", body ?? "");
    if (move === "error") this.notify(run.id, "error", body ?? "");
  }

  #column(task: TaskRecord, to: TaskStatus): void {
    if (task.status === to) return;
    const entry = { id: randomUUID(), type: "status_change", author: this.agent } as const;
    task.activity.push({ ...entry, from: task.status, to, createdAt: this.now() });
    task.status = to;
  }
}
