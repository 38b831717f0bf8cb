import { codeAt, type Frame, QUOTE, stringEnd } from "./scan.js";

const SLOTS = 128;
const known: (string | undefined)[] = Array.from({ length: SLOTS });

/**
 * The plain ASCII string that begins at `start`, up to its closing quote: an event's name, a run's id. Undefined for
 * any other. The same few come by the thousand, so each is built once and found again. Never a slice: that would keep
 * the whole frame in memory.
 */
export function internedAt(frame: Frame, start: number): string | undefined {
  const slot = slotOf(frame, start);
  const text = known[slot];
  if (text !== undefined && isText(frame, start, text)) return text;
  const end = stringEnd(frame, start);
  return end < 0 ? undefined : (known[slot] = textOf(frame, start, end));
}

/** A few characters tell most names and ids apart; where they do not, one takes the other's place. */
function slotOf(frame: Frame, start: number): number {
  if (start + 36 > frame.length) return 0;
  const first = codeAt(frame, start) * 3 + codeAt(frame, start + 3);
  return (first + codeAt(frame, start + 7) * 5 + codeAt(frame, start + 35) * 7) % SLOTS;
}

function isText(frame: Frame, start: number, text: string): boolean {
  const { length } = text;
  if (start + length >= frame.length || codeAt(frame, start + length) !== QUOTE) return false;
  for (let i = 0; i < length; i++) {
    if (codeAt(frame, start + i) !== text.charCodeAt(i)) return false;
  }
  return true;
}

function textOf(frame: Frame, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(codeAt(frame, i));
  return text;
}
