import type { ErrorShape } from "../frames.js";
import type { GatewayClock } from "../clock.js";
import {
  FaultRule,
  type FaultHandle,
  type FaultKind,
  type FaultRecord,
  type FaultScope,
} from "./rules.js";

/** A refused upgrade. */
export interface RefusedUpgrade {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** What data each kind of armed fault carries. */
export interface FaultData {
  delay: { ms: number };
  gap: { mode: "swallow" | "skip"; event: string | undefined };
  duplicate: { event: string | undefined };
  reorder: { event: string | undefined };
  garbage: { frame: "hello" | "chat" };
  halfOpen: Record<never, never>;
  silence: { method: string };
  loseResponse: { method: string };
  refuse: { method: string; error: ErrorShape };
  neverHandshake: Record<never, never>;
  acceptAndClose: { code: number; reason: string };
  refuseUpgrade: RefusedUpgrade;
  startupUnavailable: { retryAfterMs: number };
  withholdTerminal: Record<never, never>;
}

/** The armed faults and the record of those that struck. */
export class FaultBoard {
  readonly log: FaultRecord[] = [];
  readonly #clock: GatewayClock;
  readonly #onRecord: (record: FaultRecord) => void;
  #rules: { [K in keyof FaultData]: FaultRule<FaultData[K]>[] } = empty();

  constructor(clock: GatewayClock, onRecord: (record: FaultRecord) => void) {
    this.#clock = clock;
    this.#onRecord = onRecord;
  }

  arm<K extends keyof FaultData>(
    kind: K,
    data: FaultData[K],
    scope: FaultScope,
    times: number,
  ): FaultHandle {
    const rule = new FaultRule<FaultData[K]>(kind, data, scope, times);
    this.#rules[kind].push(rule);
    return rule;
  }

  /** The first armed fault of that kind that fits; it does not count as struck yet. */
  find<K extends keyof FaultData>(
    kind: K,
    connectionId: string,
    fits: (data: FaultData[K]) => boolean = () => true,
  ): FaultRule<FaultData[K]> | undefined {
    const rules: FaultRule<FaultData[K]>[] = this.#rules[kind];
    return rules.find((rule) => rule.applies(connectionId) && fits(rule.data));
  }

  /** Strikes the first fitting fault and says what it carries. */
  strike<K extends keyof FaultData>(
    kind: K,
    connectionId: string,
    detail: string,
    fits?: (data: FaultData[K]) => boolean,
  ): FaultData[K] | undefined {
    const rule = this.find(kind, connectionId, fits);
    if (!rule) return undefined;
    rule.strike();
    this.record(kind, connectionId, detail);
    return rule.data;
  }

  record(kind: FaultKind, connectionId: string | undefined, detail: string): void {
    const record = { kind, at: this.#clock.now(), connectionId, detail };
    this.log.push(record);
    this.#onRecord(record);
  }

  clear(): void {
    for (const rules of Object.values(this.#rules)) for (const rule of rules) rule.clear();
    this.#rules = empty();
  }
}

function empty(): { [K in keyof FaultData]: FaultRule<FaultData[K]>[] } {
  return {
    delay: [],
    gap: [],
    duplicate: [],
    reorder: [],
    garbage: [],
    halfOpen: [],
    silence: [],
    loseResponse: [],
    refuse: [],
    neverHandshake: [],
    acceptAndClose: [],
    refuseUpgrade: [],
    startupUnavailable: [],
    withholdTerminal: [],
  };
}
