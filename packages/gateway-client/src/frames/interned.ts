import { codeAt, type Frame } from "./scan.js";

const SLOTS = 128;
const known: (string | undefined)[] = Array.from({ length: SLOTS });

/**
 * The plain ASCII text between two indexes: event names, states, the ids of runs. The same few come by the thousand,
 * so each is built once and found again. Never a slice: that would keep the whole frame in memory.
 */
export function internedText(frame: Frame, start: number, end: number): string {
  // Eight characters are enough to tell a slot by; the comparison below looks at all of them.
  const step = ((end - start) >> 3) + 1;
  let hash = end - start;
  for (let i = end - 1; i >= start; i -= step) hash = (hash * 31 + codeAt(frame, i)) & 0xffffff;
  const slot = hash % SLOTS;
  const text = known[slot];
  if (text !== undefined && isText(frame, start, end, text)) return text;
  return (known[slot] = textOf(frame, start, end));
}

/** The same for texts that come once, such as request ids. */
export function textOf(frame: Frame, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(codeAt(frame, i));
  return text;
}

function isText(frame: Frame, start: number, end: number, text: string): boolean {
  if (text.length !== end - start) return false;
  for (let i = start; i < end; i++) {
    if (codeAt(frame, i) !== text.charCodeAt(i - start)) return false;
  }
  return true;
}
