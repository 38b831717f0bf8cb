import type { WaitOptions } from "../gateway/registry.js";
import type { GruprFaultRecord } from "./faults/rules.js";
import type { GruprCall } from "./rest/call.js";
import type { GruprSocket } from "./socket/socket.js";
import type { GruprHubMessage } from "./state/rooms.js";
import type { GruprWebhookDelivery } from "./webhooks.js";

/** A frame of a client as it came, token and all. */
export interface GruprRecordedFrame {
  readonly socket: GruprSocket;
  /** Parsed where it was JSON, else the text. */
  readonly frame: unknown;
  /** ms since the epoch, the hub's clock. */
  readonly at: number;
}

/** A client asked for a room's events. */
export interface GruprSubscription {
  readonly socket: GruprSocket;
  readonly gruprId: string;
}

/** What {@link TestGrupr.waitFor} can wait for. */
export interface GruprMoments {
  /** A socket was accepted. */
  socket: GruprSocket;
  /** A socket's token was accepted. */
  authenticated: GruprSocket;
  /** A client asked for a room's events. */
  subscribe: GruprSubscription;
  /** A socket is gone. */
  close: GruprSocket;
  /** A frame came in. */
  frame: GruprRecordedFrame;
  /** A REST request came in whole. */
  request: GruprCall;
  /** A REST request was answered, or its answer lost. */
  answer: GruprCall;
  /** Something was said, by whomever. */
  message: GruprHubMessage;
  /** A webhook was called. */
  delivery: GruprWebhookDelivery;
  /** A fault struck. */
  fault: GruprFaultRecord;
}

type Waiter<K extends keyof GruprMoments> = (item: GruprMoments[K], index: number) => void;
type PerKind<T> = { readonly [K in keyof GruprMoments]: T };

const forEach = <T>(make: () => T): PerKind<T> => ({
  socket: make(),
  authenticated: make(),
  subscribe: make(),
  close: make(),
  frame: make(),
  request: make(),
  answer: make(),
  message: make(),
  delivery: make(),
  fault: make(),
});

/** Remembers what happened and lets tests wait for what will. */
export class GruprRegistry {
  readonly #past: PerKind<unknown[]> = forEach((): unknown[] => []);
  readonly #waiters: PerKind<Set<Waiter<keyof GruprMoments>>> = forEach(
    () => new Set<Waiter<keyof GruprMoments>>(),
  );

  /** All that happened of one kind, in order. */
  past<K extends keyof GruprMoments>(kind: K): readonly GruprMoments[K][] {
    return this.#past[kind] as GruprMoments[K][];
  }

  note<K extends keyof GruprMoments>(kind: K, item: GruprMoments[K]): void {
    const index = this.#past[kind].push(item) - 1;
    for (const waiter of [...this.#waiters[kind]]) waiter(item, index);
  }

  /** The first that fits, among those that happened and those to come. */
  waitFor<K extends keyof GruprMoments>(
    kind: K,
    predicate: (item: GruprMoments[K]) => boolean = () => true,
    options: WaitOptions = {},
  ): Promise<GruprMoments[K]> {
    const after = options.after ?? 0;
    const known = this.past(kind).slice(after).find(predicate);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const timeoutMs = options.timeoutMs ?? 5000;
      const done = (settle: () => void): void => {
        clearTimeout(timer);
        options.signal?.removeEventListener("abort", onAbort);
        this.#waiters[kind].delete(waiter);
        settle();
      };
      const waiter: Waiter<keyof GruprMoments> = (item, index) => {
        const fitting = item as GruprMoments[K];
        if (index >= after && predicate(fitting)) done(() => resolve(fitting));
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
