import type { Clock, Logger } from "@hawser/core";
import type { AgentReply } from "../task/task.js";
import type { RunnerStore, StoredValue } from "./store.js";

type TaskValue = Exclude<StoredValue, { readonly state: "cursor" }>;

/** What {@link Journal} works with. */
export interface JournalSetup {
  readonly store: RunnerStore;
  /** How many finished tasks are kept. */
  readonly remember: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * What was done and what was in hand, across lives of the process. Written before the world is changed
 * (`working`, `replying`) and after (`done`), so that a crash in between shows.
 */
export class Journal {
  readonly #setup: JournalSetup;
  readonly #tasks = new Map<string, TaskValue>();
  readonly #done = new Set<string>();
  readonly #cursors = new Map<string, string>();

  private constructor(setup: JournalSetup) {
    this.#setup = setup;
  }

  /** @throws what the store throws. */
  static async open(setup: JournalSetup): Promise<Journal> {
    const journal = new Journal(setup);
    for (const [key, value] of await setup.store.load()) journal.#read(key, value);
    return journal;
  }

  /** What is known of a task. */
  of(source: string, id: string): TaskValue | undefined {
    return this.#tasks.get(taskKey(source, id));
  }

  async working(source: string, id: string, attempt: number, starts: number): Promise<void> {
    const at = this.#setup.clock.now();
    await this.#put(taskKey(source, id), { state: "working", attempt, starts, at });
  }

  async replying(source: string, id: string, reply: AgentReply): Promise<void> {
    const at = this.#setup.clock.now();
    await this.#put(taskKey(source, id), { state: "replying", reply, at });
  }

  async done(source: string, id: string, reply?: AgentReply): Promise<void> {
    const key = taskKey(source, id);
    const at = this.#setup.clock.now();
    this.#done.delete(key);
    this.#done.add(key);
    await this.#put(key, { state: "done", at, ...(reply !== undefined && { reply }) });
    for (const oldest of this.#done) {
      if (this.#done.size <= this.#setup.remember) break;
      this.#done.delete(oldest);
      this.#tasks.delete(oldest);
      await this.#store(oldest, undefined);
    }
  }

  cursor(source: string): string | undefined {
    return this.#cursors.get(source);
  }

  async saveCursor(source: string, cursor: string): Promise<void> {
    this.#cursors.set(source, cursor);
    await this.#store(cursorKey(source), { state: "cursor", cursor });
  }

  /** Never rejects: work is not left undone because it cannot be written down. */
  async #put(key: string, value: TaskValue): Promise<void> {
    this.#tasks.set(key, value);
    await this.#store(key, value);
  }

  async #store(key: string, value: StoredValue | undefined): Promise<void> {
    try {
      await this.#setup.store.put(key, value);
    } catch (error) {
      this.#setup.logger.error("The store could not be written", { error });
    }
  }

  #read(key: string, value: StoredValue): void {
    if (value.state === "cursor") {
      this.#cursors.set(key.slice(CURSOR.length), value.cursor);
      return;
    }
    this.#tasks.set(key, value);
    if (value.state === "done") this.#done.add(key);
  }
}

const CURSOR = "cursor:";

function cursorKey(source: string): string {
  return CURSOR + source;
}

function taskKey(source: string, id: string): string {
  return `task:${JSON.stringify([source, id])}`;
}
