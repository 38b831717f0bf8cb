/** Which fault a record or handle is about. */
export type GroupChatFaultKind =
  | "drop"
  | "close"
  | "silence"
  | "garbage"
  | "duplicateRuns"
  | "staleSnapshot"
  | "queryFailed"
  | "fatalError"
  | "chunkTransitions"
  | "hangHandshake"
  | "refuseUpgrade"
  | "rest"
  | "slow"
  | "loseRequest"
  | "loseResponse"
  | "wrongToken"
  | "restart";

/** One time a fault struck. */
export interface GroupChatFaultRecord {
  readonly kind: GroupChatFaultKind;
  /** ms since the epoch, the server's clock. */
  readonly at: number;
  /** What it did, e.g. the path that got no answer. */
  readonly detail: string;
}

/** A fault that was armed. */
export interface GroupChatFaultHandle {
  readonly kind: GroupChatFaultKind;
  /** How often it has struck. */
  readonly hits: number;
  /** False once it is spent or cleared. */
  readonly active: boolean;
  /** Disarms it. */
  clear(): void;
}

/** An armed fault with its own data. */
export class GroupChatFaultRule<T> implements GroupChatFaultHandle {
  readonly kind: GroupChatFaultKind;
  readonly data: T;
  hits = 0;
  #left: number;
  readonly #onClear: (() => void) | undefined;

  constructor(kind: GroupChatFaultKind, data: T, times: number, onClear?: () => void) {
    this.kind = kind;
    this.data = data;
    this.#left = times;
    this.#onClear = onClear;
  }

  get active(): boolean {
    return this.#left > 0;
  }

  strike(): void {
    this.hits += 1;
    this.#left -= 1;
  }

  clear(): void {
    if (!this.active) return;
    this.#left = 0;
    this.#onClear?.();
  }
}
