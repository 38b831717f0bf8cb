import { pause } from "../gateway/clock.js";
import type { WaitOptions } from "../gateway/registry.js";
import type { GroupChatContext } from "./context.js";
import { GroupChatFaultBoard } from "./faults/board.js";
import { GroupChatFaults } from "./faults/faults.js";
import { type GroupChatOptions, resolveGroupChatOptions } from "./options.js";
import { type GroupChatMoments, GroupChatRegistry, type RecordedSyncMessage } from "./registry.js";
import type { RecordedCall } from "./rest/recorded-call.js";
import { agentApiPath } from "./rest/routes.js";
import { GroupChatServer } from "./server.js";
import type { RunRecord, RunTransition, TestRun } from "./state/run.js";
import { GroupChatStore, type OwnerNotice } from "./state/store.js";
import type { TestTask } from "./state/task.js";
import { type Delegation, type Mention, Users } from "./state/users.js";
import { Views } from "./state/views.js";
import type { SyncConnection } from "./sync/connection.js";
import { Queries } from "./sync/queries.js";
import { Timeline } from "./sync/timeline.js";

/** How to restart. */
export interface GroupChatRestartOptions {
  /** ms between going down and listening again. Default 0. */
  readonly downMs?: number;
  /**
   * true (default): sync sockets are closed with 1011 and a reason, as a deployment that moves does.
   * false: the process dies, sockets are cut.
   */
  readonly graceful?: boolean;
}

/** A GroupChat that listens: its agent API and its Convex deployment, on one port. */
export class TestGroupChat {
  readonly #context: GroupChatContext;
  readonly #server: GroupChatServer;
  readonly #users: Users;
  readonly #deafen: () => void;
  #closing: Promise<void> | undefined;
  /** Everything that can go wrong on purpose. */
  readonly faults: GroupChatFaults;

  private constructor(context: GroupChatContext) {
    this.#context = context;
    this.#server = new GroupChatServer(context);
    this.#users = new Users(context.store, context.options.owner);
    this.faults = new GroupChatFaults(context);
    this.#deafen = context.store.onChange(() => {
      for (const connection of this.connections) connection.update();
    });
  }

  /** Starts listening; use {@link startGroupChat}. */
  static async start(given: GroupChatOptions): Promise<TestGroupChat> {
    const options = resolveGroupChatOptions(given);
    const { clock, agent } = options;
    const registry = new GroupChatRegistry();
    const faults = new GroupChatFaultBoard(clock, (record) => registry.note("fault", record));
    const author = { id: agent.agentUserId, name: agent.name };
    const store = new GroupChatStore(author, clock, (move) => registry.note("transition", move));
    const views = new Views(store, options);
    const queries = new Queries(views, options, faults);
    const timeline = new Timeline(clock);
    const groupchat = new TestGroupChat({
      options,
      store,
      views,
      queries,
      timeline,
      registry,
      faults,
    });
    await groupchat.#server.listen(options.port);
    return groupchat;
  }

  get port(): number {
    return this.#server.port;
  }

  /** The root of the REST API, e.g. `http://127.0.0.1:1234/api/v1/agent`. */
  get apiUrl(): string {
    return `${this.convexUrl}${agentApiPath}`;
  }

  /** The root of the Convex deployment. */
  get convexUrl(): string {
    return `http://${this.#context.options.host}:${this.port}`;
  }

  /** The agent's token. */
  get token(): string {
    return this.#context.options.token;
  }

  /** All runs, oldest first. */
  get runs(): readonly TestRun[] {
    return this.#context.store.runs;
  }

  /** All tasks, oldest first. */
  get tasks(): readonly TestTask[] {
    return this.#context.store.tasks;
  }

  /** Every change of a run's status that was asked for, granted or refused. */
  get transitions(): readonly RunTransition[] {
    return this.#context.store.transitions;
  }

  /** What owners were notified of. */
  get notices(): readonly OwnerNotice[] {
    return this.#context.store.notices;
  }

  /** Every HTTP request that came in, token and all. */
  get requests(): readonly RecordedCall[] {
    return this.#context.registry.past("request");
  }

  /** Every sync frame that came in, token and all. */
  get messages(): readonly RecordedSyncMessage[] {
    return this.#context.registry.past("message");
  }

  /** Every sync socket there ever was, closed ones included. */
  get connections(): readonly SyncConnection[] {
    return this.#context.registry.past("connection");
  }

  /** A user delegates a task: a new PENDING run. */
  delegate(work: Delegation): TestRun {
    return this.#users.delegate(work);
  }

  /** A user mentions the agent in a comment: a new PENDING run. */
  mention(work: Mention): TestRun {
    return this.#users.mention(work);
  }

  /** The owner asks for more: a new PENDING run on the same task. */
  followUp(runId: string, message: string): TestRun {
    return this.#users.followUp(this.#run(runId), message);
  }

  /**
   * The owner stops a run that is pending or running.
   *
   * @throws when it has ended.
   */
  stop(runId: string): TestRun {
    const run = this.#run(runId);
    const { accepted, from } = this.#context.store.move({ run, move: "stop", by: "script" });
    if (!accepted) throw new Error(`run ${runId} is ${from}: too late to stop it`);
    return run;
  }

  /**
   * Another process of the same agent picks a run up.
   *
   * @throws when it is not pending.
   */
  startElsewhere(runId: string): TestRun {
    const run = this.#run(runId);
    const { accepted, from } = this.#context.store.move({ run, move: "start", by: "script" });
    if (!accepted) throw new Error(`run ${runId} is ${from}: nobody can start it`);
    return run;
  }

  /** The owner deletes a run: it is in no list any more and its address answers 404. */
  deleteRun(runId: string): void {
    const run = this.#run(runId);
    const { store } = this.#context;
    store.commit(() => store.runs.splice(store.runs.indexOf(run), 1));
  }

  /** @throws when there is no such run. */
  run(runId: string): TestRun {
    return this.#run(runId);
  }

  /** What the agent wrote on a run, oldest first: start, progress, and end. */
  comments(runId: string): readonly string[] {
    const { activity } = this.#context.store.taskOf(this.#run(runId));
    return activity.flatMap((entry) =>
      entry.type === "comment" && entry.runId === runId ? [entry.body] : [],
    );
  }

  /**
   * The first moment that fits, among those that happened and those to come. Rejects after
   * `timeoutMs` (default 5000 ms of real time) or with the signal's reason.
   */
  waitFor<K extends keyof GroupChatMoments>(
    kind: K,
    predicate?: (item: GroupChatMoments[K]) => boolean,
    options?: WaitOptions,
  ): Promise<GroupChatMoments[K]> {
    return this.#context.registry.waitFor(kind, predicate, options);
  }

  /**
   * Drops what was recorded of requests, frames, faults and closed sockets, for tests that run for
   * long. Runs, tasks and transitions stay; a later `waitFor` knows only what came after.
   */
  forget(): void {
    this.#context.registry.forget();
    this.#context.faults.forget();
  }

  /** Goes down and comes back on the same port with its runs, its time and its armed faults. */
  async restart(options: GroupChatRestartOptions = {}): Promise<void> {
    const { port } = this;
    const graceful = options.graceful ?? true;
    this.#context.faults.record("restart", graceful ? "graceful" : "crash");
    if (graceful) await this.#sayGoodbye();
    await this.#server.stop();
    if (options.downMs) await pause(this.#context.options.clock, options.downMs);
    if (this.#closing) return;
    await this.#server.listen(port);
  }

  /** Stops; idempotent. No socket or timer is left. */
  close(): Promise<void> {
    this.#deafen();
    this.#closing ??= this.#server.stop();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #run(runId: string): RunRecord {
    const run = this.#context.store.findRun(runId);
    if (!run) throw new Error(`no run ${runId}`);
    return run;
  }

  /** Closes every sync socket and waits for the close frames to come back, a moment at most. */
  async #sayGoodbye(): Promise<void> {
    const open = this.connections.filter((connection) => connection.closed === undefined);
    const gone = open.map((connection) => {
      connection.close(1011, "InternalServerError: The server is restarting. Try again later.");
      return this.waitFor("close", (c) => c === connection, { timeoutMs: 500 }).catch(
        () => undefined,
      );
    });
    await Promise.all(gone);
  }
}

/**
 * Starts a GroupChat in this process, on a real socket.
 *
 * @throws when the port is taken.
 */
export function startGroupChat(options: GroupChatOptions = {}): Promise<TestGroupChat> {
  return TestGroupChat.start(options);
}
