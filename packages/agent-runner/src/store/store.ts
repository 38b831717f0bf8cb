import type { AgentReply } from "../task/task.js";

/** What a store keeps: plain JSON. */
export type StoredValue =
  /** A task that was taken up, and how often. */
  | {
      readonly state: "working";
      readonly attempt: number;
      readonly starts: number;
      readonly at: number;
    }
  /** Its reply is being sent. */
  | { readonly state: "replying"; readonly reply: AgentReply; readonly at: number }
  /** It is done; `reply` is what was answered, unless nothing was. */
  | { readonly state: "done"; readonly reply?: AgentReply; readonly at: number }
  /** How far a source has come. */
  | { readonly state: "cursor"; readonly cursor: string };

/**
 * What the runner remembers, and where. Two come with the package: {@link MemoryStore}, and `fileStore`
 * in `@hawser/agent-runner/node`. One of your own is a table of keys and JSON values.
 */
export interface RunnerStore {
  /** Everything, oldest first. Called once, at the start; may reject when somebody else has the store. */
  load(): Promise<Iterable<readonly [key: string, value: StoredValue]>>;
  /** Resolves once it is safe. `undefined` deletes. Calls do not wait for each other. */
  put(key: string, value: StoredValue | undefined): Promise<void>;
  /** Called when the runner ends. */
  close?(): Promise<void>;
}

/** Remembers as long as it lives. What a runner has unless it is given another. */
export class MemoryStore implements RunnerStore {
  readonly #values = new Map<string, StoredValue>();

  async load(): Promise<Iterable<readonly [string, StoredValue]>> {
    return [...this.#values];
  }

  async put(key: string, value: StoredValue | undefined): Promise<void> {
    this.#values.delete(key);
    if (value !== undefined) this.#values.set(key, value);
  }
}
