/** A frame as it came from the socket: text in browsers, bytes in Node. */
export type Frame = string | Uint8Array;

const QUOTE = 34;
const BACKSLASH = 92;
const NEWLINE = 10;

/** No event name, id or key of interest is longer; what is gets parsed. */
const MAX_STRING = 512;

/** The code unit or byte at an index inside of the frame. */
export function codeAt(frame: Frame, at: number): number {
  return typeof frame === "string" ? frame.charCodeAt(at) : (frame[at] as number);
}

export function isDigit(code: number): boolean {
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

const COMMA_QUOTE = codes(',"');
const COLON = codes('":');

/** The end of `,"key":"text"` or `,"key":123`; -1 for anything else. */
export function plainMemberEnd(frame: Frame, at: number): number {
  if (!matches(frame, at, COMMA_QUOTE)) return -1;
  const keyEnd = stringEnd(frame, at + 2);
  if (keyEnd < 0 || !matches(frame, keyEnd, COLON)) return -1;
  const valueAt = keyEnd + 2;
  if (valueAt >= frame.length) return -1;
  if (codeAt(frame, valueAt) === QUOTE) {
    const valueEnd = stringEnd(frame, valueAt + 1);
    return valueEnd < 0 ? -1 : valueEnd + 1;
  }
  let end = valueAt;
  while (end < frame.length && isDigit(codeAt(frame, end))) end++;
  return end === valueAt ? -1 : end;
}

/** Whether a raw newline stands before the last character: never inside a gateway's frame, but between two of them. */
export function holdsSeveral(frame: Frame): boolean {
  const at = typeof frame === "string" ? frame.indexOf("\n") : frame.indexOf(NEWLINE);
  return at >= 0 && at < frame.length - 1;
}

/** Plain ASCII text of the frame. */
export function textOf(frame: Frame, start: number, end: number): string {
  if (typeof frame === "string") return frame.slice(start, end);
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(codeAt(frame, i));
  return text;
}
