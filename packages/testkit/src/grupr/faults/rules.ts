/** Which fault a record or handle is about. */
export type GruprFaultKind =
  | "drop"
  | "close"
  | "deaf"
  | "loseEvents"
  | "duplicateEvents"
  | "reorderEvents"
  | "duplicateRows"
  | "shuffleRows"
  | "lateRows"
  | "sameTimestamps"
  | "rest"
  | "stall"
  | "loseResponse"
  | "refuseUpgrade"
  | "acceptAndClose"
  | "garbage"
  | "restart";

/** What can be asked of the hub's REST. "*" is any of them. */
export type GruprOperation = "register" | "list" | "send" | "webhook.set" | "webhook.delete" | "*";

/** One time a fault struck. */
export interface GruprFaultRecord {
  readonly kind: GruprFaultKind;
  /** ms since the epoch, the hub's clock. */
  readonly at: number;
  /** What it did. */
  readonly detail: string;
}

/** How often a fault strikes. */
export interface GruprFaultTimes {
  /** Infinity: until cleared. */
  readonly times?: number;
}

/** A fault that was armed. */
export interface GruprFaultHandle {
  readonly kind: GruprFaultKind;
  /** How often it has struck. */
  readonly hits: number;
  /** False once it is spent or cleared. */
  readonly active: boolean;
  /** Disarms it. */
  clear(): void;
}

/** What each kind of armed fault carries. */
export interface GruprFaultData {
  loseEvents: Record<never, never>;
  duplicateEvents: Record<never, never>;
  reorderEvents: Record<never, never>;
  duplicateRows: Record<never, never>;
  shuffleRows: Record<never, never>;
  lateRows: { reads: number };
  deaf: Record<never, never>;
  rest: { operation: GruprOperation; status: number; answer: GruprRefusal };
  stall: { operation: GruprOperation };
  loseResponse: { operation: GruprOperation; how: "cut" | "html" | "stall" };
  refuseUpgrade: { status: number; retryAfter: number | undefined };
  acceptAndClose: { code: number; reason: string };
}

/** The answer of a REST call that is refused. */
export interface GruprRefusal {
  /** The hub's code. */
  readonly code?: string;
  readonly message?: string;
  /** Seconds. */
  readonly retryAfter?: number;
  /** How the body is written. Default: as the hub writes errors. */
  readonly body?: "errors" | "error" | "text" | "html" | "empty";
}

class Rule<T> implements GruprFaultHandle {
  readonly kind: GruprFaultKind;
  readonly data: T;
  hits = 0;
  #left: number;

  constructor(kind: GruprFaultKind, data: T, times: number) {
    this.kind = kind;
    this.data = data;
    this.#left = times;
  }

  get active(): boolean {
    return this.#left > 0;
  }

  strike(): void {
    this.hits += 1;
    this.#left -= 1;
  }

  clear(): void {
    this.#left = 0;
  }
}

/** The armed faults, and the record of those that struck. */
export class GruprFaultBoard {
  readonly log: GruprFaultRecord[] = [];
  readonly #note: (record: GruprFaultRecord) => void;
  readonly #now: () => number;
  #rules: Rule<unknown>[] = [];

  constructor(now: () => number, note: (record: GruprFaultRecord) => void) {
    this.#now = now;
    this.#note = note;
  }

  arm<K extends keyof GruprFaultData>(
    kind: K,
    data: GruprFaultData[K],
    times: number,
  ): GruprFaultHandle {
    const rule = new Rule<unknown>(kind, data, times);
    this.#rules.push(rule);
    return rule;
  }

  /** Strikes the first armed fault of that kind that fits and says what it carries. */
  strike<K extends keyof GruprFaultData>(
    kind: K,
    detail: string,
    fits: (data: GruprFaultData[K]) => boolean = () => true,
  ): GruprFaultData[K] | undefined {
    const rule = this.#rules.find(
      (one) => one.kind === kind && one.active && fits(one.data as GruprFaultData[K]),
    );
    if (rule === undefined) return undefined;
    rule.strike();
    this.record(kind, detail);
    return rule.data as GruprFaultData[K];
  }

  record(kind: GruprFaultKind, detail: string): void {
    const record = { kind, at: this.#now(), detail };
    this.log.push(record);
    this.#note(record);
  }

  clear(): void {
    for (const rule of this.#rules) rule.clear();
    this.#rules = [];
  }
}
