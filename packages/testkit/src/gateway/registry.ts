import type { GatewayConnection } from "./connection.js";
import type { FaultRecord } from "./faults/rules.js";

/** A request as it came, secrets included. */
export interface RecordedRequest {
  readonly connection: GatewayConnection;
  readonly id: unknown;
  readonly method: string;
  readonly params: unknown;
  /** ms since the epoch, the gateway's clock. */
  readonly at: number;
}

/** What `waitFor` can wait for. */
export interface GatewayMoments {
  /** A socket was accepted. */
  connection: GatewayConnection;
  /** A client got hello-ok. */
  ready: GatewayConnection;
  /** A socket is gone. */
  close: GatewayConnection;
  /** A request came in, `connect` included. */
  request: RecordedRequest;
  /** A fault struck. */
  fault: FaultRecord;
}

/** How to wait. */
export interface WaitOptions {
  /** Ignore the first n that already happened. Default 0: the past counts too. */
  readonly after?: number;
  /** ms of real time before the wait is given up. Default 5000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

type Waiter<K extends keyof GatewayMoments> = (item: GatewayMoments[K], index: number) => void;

/** Remembers what happened and lets tests wait for what will. */
export class Registry {
  readonly connections: GatewayConnection[] = [];
  readonly requests: RecordedRequest[] = [];
  readonly #past: { [K in keyof GatewayMoments]: GatewayMoments[K][] } = {
    connection: this.connections,
    ready: [],
    close: [],
    request: this.requests,
    fault: [],
  };
  readonly #waiters: { [K in keyof GatewayMoments]: Set<Waiter<K>> } = {
    connection: new Set(),
    ready: new Set(),
    close: new Set(),
    request: new Set(),
    fault: new Set(),
  };

  note<K extends keyof GatewayMoments>(kind: K, item: GatewayMoments[K]): void {
    const past: GatewayMoments[K][] = this.#past[kind];
    const index = past.push(item) - 1;
    for (const waiter of [...this.#waiters[kind]]) waiter(item, index);
  }

  /** The first that fits, among those that happened and those to come. */
  waitFor<K extends keyof GatewayMoments>(
    kind: K,
    predicate: (item: GatewayMoments[K]) => boolean = () => true,
    options: WaitOptions = {},
  ): Promise<GatewayMoments[K]> {
    const after = options.after ?? 0;
    const past: readonly GatewayMoments[K][] = this.#past[kind];
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
