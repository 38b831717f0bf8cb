import type { RawMessage } from "@hawser/core";
import { internedAt } from "./interned.js";
import {
  codeAt,
  codes,
  digitsStart,
  type Frame,
  holdsSeveral,
  matches,
  plainMember,
} from "./scan.js";

/*
 * What can be seen of an event without parsing its frame.
 *
 * Gateways write frames in one key order: `type, event, payload, seq[, stateVersion]`. The head is compared as it
 * stands. At the tail, a comma, an unescaped quote and a number right before the last brace can only be a member of
 * the outermost object, whatever a message's text contains. Of anything else (another order, several frames in one
 * message, no seq, trailing members) nothing is seen: then parse.
 */

const EVENT = codes('{"type":"event","event":"');
const PAYLOAD = codes('","payload":');
const SEQ = codes(',"seq":');
const HEALTH = codes(',"health":');
const STATE_VERSION = codes(',"stateVersion":{"presence":');
const RUN_ID = codes('{"runId":"');

/** What a run may say, for {@link runSaying}: a delta of its text, in a chat event. */
export const DELTA: Uint8Array = codes(',"state":"delta"');
/** The same delta again, in an agent event. */
export const ASSISTANT: Uint8Array = codes(',"stream":"assistant"');

const CLOSE = 125;
const NEWLINE = 10;
const ZERO = 48;
/** 2^53 has sixteen digits: fifteen are always exact. */
const MAX_DIGITS = 15;
/** The first and the fourth letter of an event's name; of a shorter one, what comes after it. */
const HINT_START = EVENT.length;
const HINT_END = HINT_START + 3;

/** How many hints there are. */
export const HINTS = 64;

/**
 * A number below {@link HINTS} that is the same for the same event name, and often another for another. Says nothing
 * of frames that are no events.
 */
export function eventHint(data: RawMessage): number {
  if (data instanceof ArrayBuffer || data.length <= HINT_END) return 0;
  return (codeAt(data, HINT_START) * 3 + codeAt(data, HINT_END)) % HINTS;
}

/** {@link eventHint} of an event's frames. */
export function hintOf(event: string): number {
  return eventHint(`{"type":"event","event":"${event}","payload":`);
}

export function frameOf(data: RawMessage): Frame {
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

/** The name of an event whose frame begins the way gateways write it; undefined for every other. */
export function eventNameOf(frame: Frame): string | undefined {
  if (!matches(frame, 0, EVENT)) return undefined;
  const name = internedAt(frame, EVENT.length);
  if (name === undefined || !matches(frame, EVENT.length + name.length, PAYLOAD)) return undefined;
  return name;
}

/** The sequence of an event that has a name: the last thing in its frame, but for a `stateVersion`. -1 when it is not. */
export function eventSeq(frame: Frame): number {
  const seq = trailingSeq(frame);
  return seq >= 0 && holdsSeveral(frame) ? -1 : seq;
}

/**
 * The run of an event of this name whose payload says {@link DELTA} or {@link ASSISTANT} after its run id and other
 * plain members (sessionKey, agentId, seq), the way gateways write it; undefined for every other.
 */
export function runSaying(frame: Frame, name: string, what: Uint8Array): string | undefined {
  const payloadAt = EVENT.length + name.length + PAYLOAD.length;
  if (!matches(frame, payloadAt, RUN_ID)) return undefined;
  const start = payloadAt + RUN_ID.length;
  const runId = internedAt(frame, start);
  if (runId === undefined) return undefined;
  return plainMember(frame, start + runId.length + 1, what) < 0 ? undefined : runId;
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
