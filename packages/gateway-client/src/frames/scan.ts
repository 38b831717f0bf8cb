/** A frame as it came from the socket: text in browsers, bytes in Node. */
export type Frame = string | Uint8Array;

export const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const NEWLINE = 10;
const OPEN_BRACKET = 91;
const OPEN_BRACE = 123;

/** No event name, id or key of interest is longer; what is gets parsed. */
const MAX_STRING = 512;

/** The code unit or byte at an index inside of the frame. */
export function codeAt(frame: Frame, at: number): number {
  return typeof frame === "string" ? frame.charCodeAt(at) : (frame[at] as number);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Literals to compare with, as codes: reading them is cheaper than reading a string. */
export function codes(literal: string): Uint8Array {
  return Uint8Array.from(literal, (char) => char.charCodeAt(0));
}

export function matches(frame: Frame, at: number, literal: Uint8Array): boolean {
  if (at < 0 || at + literal.length > frame.length) return false;
  for (let i = 0; i < literal.length; i++) {
    if (codeAt(frame, at + i) !== literal[i]) return false;
  }
  return true;
}

/** Index of the closing quote of a plain ASCII string without escapes that begins at `from`; -1 for any other. */
export function stringEnd(frame: Frame, from: number): number {
  const limit = Math.min(frame.length, from + MAX_STRING);
  for (let i = from; i < limit; i++) {
    const code = codeAt(frame, i);
    if (code === QUOTE) return i;
    if (code === BACKSLASH || code > 126) return -1;
  }
  return -1;
}

/** Where the digits that end before `end` begin. */
export function digitsStart(frame: Frame, end: number): number {
  let start = end;
  while (start > 0 && isDigit(codeAt(frame, start - 1))) start--;
  return start;
}

/**
 * Where a whole member stands, such as `,"key":"value"`, after `from` and before anything that may be an object or a
 * list; -1 when it does not. A raw quote is never part of a string: what looks like a member is one.
 */
export function plainMember(frame: Frame, from: number, member: Uint8Array): number {
  const limit = Math.min(frame.length, from + MAX_STRING);
  for (let i = from; i < limit; i++) {
    const code = codeAt(frame, i);
    if (code === COMMA) {
      if (matches(frame, i, member)) return i;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      return -1;
    }
  }
  return -1;
}

/** Whether a raw newline stands before the last character: never inside a gateway's frame, but between two of them. */
export function holdsSeveral(frame: Frame): boolean {
  const at = typeof frame === "string" ? frame.indexOf("\n") : frame.indexOf(NEWLINE);
  return at >= 0 && at < frame.length - 1;
}
