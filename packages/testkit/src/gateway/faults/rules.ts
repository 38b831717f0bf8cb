/** Which fault a record or handle is about. */
export type FaultKind =
  | "drop"
  | "close"
  | "delay"
  | "gap"
  | "duplicate"
  | "reorder"
  | "garbage"
  | "halfOpen"
  | "silence"
  | "loseResponse"
  | "refuse"
  | "neverHandshake"
  | "acceptAndClose"
  | "refuseUpgrade"
  | "startupUnavailable"
  | "withholdTerminal"
  | "restart";

/** One time a fault struck. */
export interface FaultRecord {
  readonly kind: FaultKind;
  /** ms since the epoch, the gateway's clock. */
  readonly at: number;
  /** Id of the connection it struck, when there was one. */
  readonly connectionId: string | undefined;
  /** What it did, e.g. the method that got no answer. */
  readonly detail: string;
}

/** Where and how often a fault applies. */
export interface FaultScope {
  /** How often it strikes before it is spent. Default: see the fault; Infinity = until cleared. */
  readonly times?: number;
  /** Id of the only connection it applies to. Default: all. */
  readonly connectionId?: string;
}

/** A fault that was armed. */
export interface FaultHandle {
  readonly kind: FaultKind;
  /** How often it has struck. */
  readonly hits: number;
  /** False once it is spent or cleared. */
  readonly active: boolean;
  /** Disarms it. */
  clear(): void;
}

/** An armed fault with its own data. */
export class FaultRule<T> implements FaultHandle {
  readonly kind: FaultKind;
  readonly data: T;
  readonly connectionId: string | undefined;
  hits = 0;
  #left: number;

  constructor(kind: FaultKind, data: T, scope: FaultScope, times: number) {
    this.kind = kind;
    this.data = data;
    this.connectionId = scope.connectionId;
    this.#left = scope.times ?? times;
  }

  get active(): boolean {
    return this.#left > 0;
  }

  applies(connectionId: string): boolean {
    return this.active && (this.connectionId === undefined || this.connectionId === connectionId);
  }

  strike(): void {
    this.hits += 1;
    this.#left -= 1;
  }

  clear(): void {
    this.#left = 0;
  }
}
