import type { RawMessage } from "@hawser/core";
import { internedText, textOf } from "./interned.js";
import {
  codeAt,
  codes,
  digitsStart,
  type Frame,
  holdsSeveral,
  matches,
  plainMember,
  stringEnd,
} from "./scan.js";

/** What can be seen of a frame without parsing it. */
export interface Peek {
  readonly type: "event" | "res";
  /** Event name; present on events. */
  readonly event?: string | undefined;
  /** Frame sequence; present on events: one whose sequence cannot be seen is not peeked at all. */
  readonly seq?: number | undefined;
  /** Request id; present on responses. */
  readonly id?: string | undefined;
  /** `payload.state` of a chat event, when the payload starts the way gateways write it. */
  readonly chatState?: string | undefined;
  /** `payload.stream` of an agent event, likewise. */
  readonly agentStream?: string | undefined;
  /** `payload.runId` of a chat or agent event whose state or stream is seen too. */
  readonly runId?: string | undefined;
}

const EVENT = codes('{"type":"event","event":"');
const PAYLOAD = codes('","payload":');
const SEQ = codes(',"seq":');
const HEALTH = codes(',"health":');
const STATE_VERSION = codes(',"stateVersion":{"presence":');
const RESPONSE = codes('{"type":"res","id":"');
const OK = codes('","ok":');
const RUN_ID = codes('{"runId":"');
const STATE = codes(',"state":"');
const STREAM = codes(',"stream":"');

const CLOSE = 125;
const NEWLINE = 10;
const ZERO = 48;
/** 2^53 has sixteen digits: fifteen are always exact. */
const MAX_DIGITS = 15;

/**
 * Reads an event's name and sequence, or a response's id, from both ends of the frame.
 *
 * Gateways write frames in one key order: `type, event, payload, seq[, stateVersion]` and `type, id, ok, …`.
 * The head is compared as it stands. At the tail, a comma, an unescaped quote and a number right before the last
 * brace can only be a member of the outermost object, whatever a message's text contains. Anything else (another
 * order, several frames in one message, no seq, trailing members) answers undefined: then parse.
 */
export function peekFrame(data: RawMessage): Peek | undefined {
  const frame = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
  if (matches(frame, 0, EVENT)) return peekEvent(frame);
  if (matches(frame, 0, RESPONSE)) return peekResponse(frame);
  return undefined;
}

function peekEvent(frame: Frame): Peek | undefined {
  const nameEnd = stringEnd(frame, EVENT.length);
  if (nameEnd < 0 || !matches(frame, nameEnd, PAYLOAD)) return undefined;
  const seq = trailingSeq(frame);
  if (seq < 0 || holdsSeveral(frame)) return undefined;
  const name = internedText(frame, EVENT.length, nameEnd);
  return new EventPeek(frame, name, seq, nameEnd + PAYLOAD.length);
}

function peekResponse(frame: Frame): Peek | undefined {
  const end = stringEnd(frame, RESPONSE.length);
  if (end < 0 || !matches(frame, end, OK) || holdsSeveral(frame)) return undefined;
  return { type: "res", id: textOf(frame, RESPONSE.length, end) };
}

/** What a chat or agent event says of its run. */
interface RunPeek {
  readonly runId: string;
  readonly says: string;
}

/** Looks into the payload only when asked, and once. */
class EventPeek implements Peek {
  readonly type = "event";
  readonly event: string;
  readonly seq: number;
  readonly #frame: Frame;
  readonly #payloadAt: number;
  #run: RunPeek | null | undefined;

  constructor(frame: Frame, event: string, seq: number, payloadAt: number) {
    this.event = event;
    this.seq = seq;
    this.#frame = frame;
    this.#payloadAt = payloadAt;
  }

  get chatState(): string | undefined {
    return this.event === "chat" ? this.#look()?.says : undefined;
  }

  get agentStream(): string | undefined {
    return this.event === "agent" ? this.#look()?.says : undefined;
  }

  get runId(): string | undefined {
    return this.#look()?.runId;
  }

  #look(): RunPeek | null {
    if (this.#run !== undefined) return this.#run;
    const member = this.event === "chat" ? STATE : this.event === "agent" ? STREAM : undefined;
    this.#run = member === undefined ? null : peekRun(this.#frame, this.#payloadAt, member);
    return this.#run;
  }
}

/** The run id, and the text of a member that comes after it and other plain ones: sessionKey, agentId, seq. */
function peekRun(frame: Frame, payloadAt: number, member: Uint8Array): RunPeek | null {
  if (!matches(frame, payloadAt, RUN_ID)) return null;
  const runIdAt = payloadAt + RUN_ID.length;
  const runIdEnd = stringEnd(frame, runIdAt);
  if (runIdEnd < 0) return null;
  const memberAt = plainMember(frame, runIdEnd + 1, member);
  if (memberAt < 0) return null;
  const start = memberAt + member.length;
  const end = stringEnd(frame, start);
  if (end < 0) return null;
  return { runId: internedText(frame, runIdAt, runIdEnd), says: internedText(frame, start, end) };
}

/** N of `,"seq":N}` or `,"seq":N,"stateVersion":{"presence":N,"health":N}}` at the very end; -1 for anything else. */
function trailingSeq(frame: Frame): number {
  // The head has been seen: the frame is long enough.
  let end = frame.length - 1;
  if (codeAt(frame, end) === NEWLINE) end--;
  if (codeAt(frame, end) !== CLOSE) return -1;
  if (codeAt(frame, end - 1) === CLOSE) {
    end = numberMemberStart(frame, end - 1, HEALTH);
    end = numberMemberStart(frame, end, STATE_VERSION);
  }
  const start = numberMemberStart(frame, end, SEQ) + SEQ.length;
  if (start < SEQ.length || end - start > MAX_DIGITS) return -1;
  let seq = 0;
  for (let i = start; i < end; i++) seq = seq * 10 + codeAt(frame, i) - ZERO;
  return seq;
}

/** Where the member that ends before `end` with digits begins; -1 when it is another member. */
function numberMemberStart(frame: Frame, end: number, member: Uint8Array): number {
  const digits = digitsStart(frame, end);
  const start = digits - member.length;
  return digits < end && start >= 0 && matches(frame, start, member) ? start : -1;
}
