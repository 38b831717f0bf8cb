import type { RawMessage } from "@hawser/core";

/** What can be seen of a frame without parsing it. */
export interface Peek {
  type: "event" | "res";
  /** Event name; present on events. */
  event?: string;
  /** Frame sequence; present on events (a frame whose sequence cannot be seen is not peeked at all). */
  seq?: number;
  /** Request id; present on responses. */
  id?: string;
  /** `payload.state` of a chat event, when the payload starts the way gateways write it. */
  chatState?: string;
  /** `payload.runId` of a chat event, likewise. */
  runId?: string;
}

type Frame = string | Uint8Array;

const QUOTE = 34;
const COMMA = 44;
const ZERO = 48;
const NINE = 57;
const BACKSLASH = 92;
const CLOSE = 125;
const NEWLINE = 10;

/** No event name, id or key of interest is longer; what is gets parsed. */
const MAX_STRING = 512;
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
  if (startsWith(frame, 0, '{"type":"event","event":"')) return peekEvent(frame);
  if (startsWith(frame, 0, '{"type":"res","id":"')) return peekResponse(frame);
  return undefined;
}

function peekEvent(frame: Frame): Peek | undefined {
  const nameEnd = stringEnd(frame, 25);
  if (nameEnd < 0 || !startsWith(frame, nameEnd, '","payload":')) return undefined;
  const seq = trailingSeq(frame);
  if (seq < 0 || hasNewline(frame)) return undefined;
  const event = slice(frame, 25, nameEnd);
  if (event !== "chat") return { type: "event", event, seq };
  return peekChat(frame, nameEnd + 12, seq);
}

function peekResponse(frame: Frame): Peek | undefined {
  const end = stringEnd(frame, 20);
  if (end < 0 || !startsWith(frame, end, '","ok":') || hasNewline(frame)) return undefined;
  return { type: "res", id: slice(frame, 20, end) };
}

/** Walks the plain members at the start of a chat payload: runId, sessionKey, agentId, seq, state. */
function peekChat(frame: Frame, payloadAt: number, seq: number): Peek {
  const peek: Peek = { type: "event", event: "chat", seq };
  if (!startsWith(frame, payloadAt, '{"runId":"')) return peek;
  const runIdAt = payloadAt + 10;
  const runIdEnd = stringEnd(frame, runIdAt);
  if (runIdEnd < 0) return peek;
  let at = runIdEnd + 1;
  for (let members = 0; members < 6; members++) {
    if (startsWith(frame, at, ',"state":"')) {
      const stateEnd = stringEnd(frame, at + 10);
      if (stateEnd < 0) return peek;
      peek.runId = slice(frame, runIdAt, runIdEnd);
      peek.chatState = slice(frame, at + 10, stateEnd);
      return peek;
    }
    at = plainMemberEnd(frame, at);
    if (at < 0) return peek;
  }
  return peek;
}

/** The end of `,"key":"text"` or `,"key":123`; -1 for anything else. */
function plainMemberEnd(frame: Frame, at: number): number {
  if (code(frame, at) !== COMMA || code(frame, at + 1) !== QUOTE) return -1;
  const keyEnd = stringEnd(frame, at + 2);
  if (keyEnd < 0 || !startsWith(frame, keyEnd, '":')) return -1;
  const valueAt = keyEnd + 2;
  if (code(frame, valueAt) === QUOTE) {
    const valueEnd = stringEnd(frame, valueAt + 1);
    return valueEnd < 0 ? -1 : valueEnd + 1;
  }
  let end = valueAt;
  while (isDigit(code(frame, end))) end++;
  return end === valueAt ? -1 : end;
}

/** N of `,"seq":N}` or `,"seq":N,"stateVersion":{"presence":N,"health":N}}` at the very end; -1 for anything else. */
function trailingSeq(frame: Frame): number {
  let end = frame.length - 1;
  if (code(frame, end) === NEWLINE) end--;
  if (code(frame, end) !== CLOSE) return -1;
  if (code(frame, end - 1) === CLOSE) {
    end = digitsStart(frame, end - 1);
    if (!endsWith(frame, end, ',"health":')) return -1;
    end = digitsStart(frame, end - 10);
    if (!endsWith(frame, end, ',"stateVersion":{"presence":')) return -1;
    end -= 28;
  }
  const start = digitsStart(frame, end);
  if (start === end || end - start > MAX_DIGITS || !endsWith(frame, start, ',"seq":')) return -1;
  let seq = 0;
  for (let i = start; i < end; i++) seq = seq * 10 + code(frame, i) - ZERO;
  return seq;
}

/** Where the digits that end before `end` begin. */
function digitsStart(frame: Frame, end: number): number {
  let start = end;
  while (isDigit(code(frame, start - 1))) start--;
  return start;
}

/** Index of the closing quote of a plain ASCII string without escapes; -1 for any other. */
function stringEnd(frame: Frame, from: number): number {
  const limit = Math.min(frame.length, from + MAX_STRING);
  for (let i = from; i < limit; i++) {
    const c = code(frame, i);
    if (c === QUOTE) return i;
    if (c === BACKSLASH || c > 126) return -1;
  }
  return -1;
}

function startsWith(frame: Frame, at: number, literal: string): boolean {
  if (frame.length < at + literal.length) return false;
  for (let i = 0; i < literal.length; i++) {
    if (code(frame, at + i) !== literal.charCodeAt(i)) return false;
  }
  return true;
}

function endsWith(frame: Frame, end: number, literal: string): boolean {
  return end >= literal.length && startsWith(frame, end - literal.length, literal);
}

/** A raw newline never stands inside a frame of a gateway, but between two of them. */
function hasNewline(frame: Frame): boolean {
  const at = typeof frame === "string" ? frame.indexOf("\n") : frame.indexOf(NEWLINE);
  return at >= 0 && at < frame.length - 1;
}

function code(frame: Frame, at: number): number {
  return typeof frame === "string" ? frame.charCodeAt(at) : (frame[at] ?? Number.NaN);
}

function isDigit(c: number): boolean {
  return c >= ZERO && c <= NINE;
}

function slice(frame: Frame, start: number, end: number): string {
  if (typeof frame === "string") return frame.slice(start, end);
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(code(frame, i));
  return text;
}
