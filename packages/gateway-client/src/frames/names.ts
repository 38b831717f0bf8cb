import { codeAt, textOf, type Frame } from "./scan.js";

const SLOTS = 64;
const known: (string | undefined)[] = Array.from({ length: SLOTS });

/** The event name between two indexes. The few names there are come by the thousand: each is built once. */
export function eventName(frame: Frame, start: number, end: number): string {
  let hash = end - start;
  for (let i = start; i < end; i++) hash = (hash * 31 + codeAt(frame, i)) & 0xffff;
  const slot = hash % SLOTS;
  const name = known[slot];
  if (name !== undefined && sameText(frame, start, end, name)) return name;
  return (known[slot] = textOf(frame, start, end));
}

function sameText(frame: Frame, start: number, end: number, text: string): boolean {
  if (text.length !== end - start) return false;
  for (let i = start; i < end; i++) {
    if (codeAt(frame, i) !== text.charCodeAt(i - start)) return false;
  }
  return true;
}
