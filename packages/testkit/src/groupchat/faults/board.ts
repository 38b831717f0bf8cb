import type { GatewayClock } from "../../gateway/clock.js";
import type { WrongTokenForm } from "../options.js";
import type { SubscribedRows } from "../sync/queries.js";
import { type GroupChatFaultKind, type GroupChatFaultRecord, GroupChatFaultRule } from "./rules.js";

/** Which HTTP requests a fault is about. */
export interface CallScope {
  /** Only requests whose path contains this, or matches it. Default: all. */
  readonly path?: string | RegExp;
  /** Only requests of this method. Default: all. */
  readonly method?: string;
}

/** An HTTP answer in place of the true one. */
export interface CannedAnswer extends CallScope {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: "json" | "html" | "empty" | "truncated";
}

/** What data each kind of armed fault carries. */
export interface GroupChatFaultData {
  silence: { readonly pings: boolean };
  duplicateRuns: { readonly copies: number };
  staleSnapshot: { readonly rows: SubscribedRows; readonly freshAfterMs: number };
  queryFailed: { readonly path: string; readonly message: string; readonly data: unknown };
  chunkTransitions: { readonly parts: number };
  hangHandshake: Readonly<Record<never, never>>;
  refuseUpgrade: { readonly status: number; readonly retryAfter: string | undefined };
  rest: CannedAnswer;
  slow: CallScope & { readonly ms: number };
  loseRequest: CallScope;
  loseResponse: CallScope & { readonly how: "cut" | "hang" };
  wrongToken: { readonly form: WrongTokenForm };
}

type Rules = { [K in keyof GroupChatFaultData]: GroupChatFaultRule<GroupChatFaultData[K]>[] };

/** The armed faults and the record of those that struck. */
export class GroupChatFaultBoard {
  readonly log: GroupChatFaultRecord[] = [];
  readonly #clock: GatewayClock;
  readonly #onRecord: (record: GroupChatFaultRecord) => void;
  #rules: Rules = empty();

  constructor(clock: GatewayClock, onRecord: (record: GroupChatFaultRecord) => void) {
    this.#clock = clock;
    this.#onRecord = onRecord;
  }

  arm<K extends keyof GroupChatFaultData>(
    kind: K,
    data: GroupChatFaultData[K],
    times: number,
    onClear?: () => void,
  ): GroupChatFaultRule<GroupChatFaultData[K]> {
    const rule = new GroupChatFaultRule<GroupChatFaultData[K]>(kind, data, times, onClear);
    this.#rules[kind].push(rule);
    return rule;
  }

  /** Strikes the first armed fault of that kind that fits and says what it carries. */
  strike<K extends keyof GroupChatFaultData>(
    kind: K,
    detail: string,
    fits: (data: GroupChatFaultData[K]) => boolean = () => true,
  ): GroupChatFaultData[K] | undefined {
    const rules: GroupChatFaultRule<GroupChatFaultData[K]>[] = this.#rules[kind];
    const rule = rules.find((candidate) => candidate.active && fits(candidate.data));
    if (!rule) return undefined;
    rule.strike();
    this.record(kind, detail);
    return rule.data;
  }

  record(kind: GroupChatFaultKind, detail: string): void {
    const record = { kind, at: this.#clock.now(), detail };
    this.log.push(record);
    this.#onRecord(record);
  }

  /** Drops the record; what is armed stays armed. */
  forget(): void {
    this.log.length = 0;
  }

  clear(): void {
    const armed = this.#rules;
    this.#rules = empty();
    for (const rules of Object.values(armed)) for (const rule of rules) rule.clear();
  }
}

function empty(): Rules {
  return {
    silence: [],
    duplicateRuns: [],
    staleSnapshot: [],
    queryFailed: [],
    chunkTransitions: [],
    hangHandshake: [],
    refuseUpgrade: [],
    rest: [],
    slow: [],
    loseRequest: [],
    loseResponse: [],
    wrongToken: [],
  };
}
