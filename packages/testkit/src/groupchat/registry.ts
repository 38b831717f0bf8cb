import type { GroupChatFaultRecord } from "./faults/rules.js";
import type { RecordedCall } from "./rest/recorded-call.js";
import type { RunTransition } from "./state/run.js";
import type { SyncConnection } from "./sync/connection.js";
import type { SyncClientMessage } from "./sync/messages.js";
import type { WaitOptions } from "../gateway/registry.js";

/** A frame of a subscriber as it came, token and all. */
export interface RecordedSyncMessage {
  readonly connection: SyncConnection;
  readonly message: SyncClientMessage;
  /** ms since the epoch. */
  readonly at: number;
}

/** What {@link TestGroupChat.waitFor} can wait for. */
export interface GroupChatMoments {
  /** A sync socket was accepted. */
  connection: SyncConnection;
  /** A sync socket is gone. */
  close: SyncConnection;
  /** A sync frame came in. */
  message: RecordedSyncMessage;
  /** A Transition went out, or would have but for a fault. */
  update: SyncConnection;
  /** An HTTP request came in whole. */
  request: RecordedCall;
  /** An HTTP request was answered, or its answer lost. */
  answer: RecordedCall;
  /** A change of a run's status was asked for. */
  transition: RunTransition;
  /** A fault struck. */
  fault: GroupChatFaultRecord;
}

type Waiter<K extends keyof GroupChatMoments> = (item: GroupChatMoments[K], index: number) => void;

/** Remembers what happened and lets tests wait for what will. */
export class GroupChatRegistry {
  readonly #past: { readonly [K in keyof GroupChatMoments]: GroupChatMoments[K][] } = {
    connection: [],
    close: [],
    message: [],
    update: [],
    request: [],
    answer: [],
    transition: [],
    fault: [],
  };
  readonly #waiters: { readonly [K in keyof GroupChatMoments]: Set<Waiter<K>> } = {
    connection: new Set(),
    close: new Set(),
    message: new Set(),
    update: new Set(),
    request: new Set(),
    answer: new Set(),
    transition: new Set(),
    fault: new Set(),
  };

  /** All that happened of one kind, in order. */
  past<K extends keyof GroupChatMoments>(kind: K): readonly GroupChatMoments[K][] {
    return this.#past[kind];
  }

  note<K extends keyof GroupChatMoments>(kind: K, item: GroupChatMoments[K]): void {
    const past: GroupChatMoments[K][] = this.#past[kind];
    const index = past.push(item) - 1;
    for (const waiter of [...this.#waiters[kind]]) waiter(item, index);
  }

  /** Drops the past, but for sockets that are open. */
  forget(): void {
    const connections = this.#past.connection.filter((connection) => !connection.closed);
    for (const past of Object.values(this.#past)) past.length = 0;
    this.#past.connection.push(...connections);
    for (const connection of connections) connection.forget();
  }

  /** The first that fits, among those that happened and those to come. */
  waitFor<K extends keyof GroupChatMoments>(
    kind: K,
    predicate: (item: GroupChatMoments[K]) => boolean = () => true,
    options: WaitOptions = {},
  ): Promise<GroupChatMoments[K]> {
    const after = options.after ?? 0;
    const past: readonly GroupChatMoments[K][] = this.#past[kind];
    const known = past.slice(after).find(predicate);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const timeoutMs = options.timeoutMs ?? 5000;
      const done = (settle: () => void): void => {
        clearTimeout(timer);
        options.signal?.removeEventListener("abort", onAbort);
        this.#waiters[kind].delete(waiter);
        settle();
      };
      const waiter: Waiter<K> = (item, index) => {
        if (index >= after && predicate(item)) done(() => resolve(item));
      };
      const onAbort = (): void => done(() => reject(options.signal?.reason as Error));
      const timer = setTimeout(
        () => done(() => reject(new Error(`no ${kind} that fits within ${timeoutMs} ms`))),
        timeoutMs,
      );
      this.#waiters[kind].add(waiter);
      options.signal?.addEventListener("abort", onAbort);
      if (options.signal?.aborted) onAbort();
    });
  }
}
