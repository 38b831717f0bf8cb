import { ValidationError } from "@hawser/core";
import { formatTime, parseTime, type Moment } from "./time.js";

/**
 * Where a reader of a room stands. A time alone cannot say it: messages share times, come late, and are
 * not always finished in order.
 *
 * Done are all messages before `floor` but those in `open`, and from `floor` on those in `done`.
 */
export interface Position {
  readonly floor: Moment;
  /** Ids of messages at `floor` or later that are done. */
  readonly done: readonly string[];
  /** Messages before `floor` that are not done, with their times. */
  readonly open: readonly (readonly [id: string, at: Moment])[];
}

/**
 * Reads a cursor: an RFC 3339 time (everything up to and including it is done), or what
 * {@link formatPosition} wrote.
 *
 * @throws ValidationError when it is neither.
 */
export function parsePosition(cursor: string): Position {
  const [time = "", done, open] = cursor.split("|");
  const at = parseTime(time);
  if (at === undefined) throw notACursor();
  if (done === undefined) return { floor: at + 1n, done: [], open: [] };
  return { floor: at, done: parts(done).map(unescape), open: parts(open ?? "").map(openOf) };
}

/** Writes a cursor: `<floor>|<done ids>|<open ids with their times>`. */
export function formatPosition({ floor, done, open }: Position): string {
  const opened = open.map(([id, at]) => `${escape(id)}~${formatTime(at)}`);
  return [formatTime(floor), done.map(escape).join(","), opened.join(",")].join("|");
}

function openOf(part: string): readonly [string, Moment] {
  const [id = "", time = ""] = part.split("~");
  const at = parseTime(time);
  if (at === undefined) throw notACursor();
  return [unescape(id), at];
}

const parts = (list: string): string[] => (list === "" ? [] : list.split(","));
const escape = (id: string): string => encodeURIComponent(id).replaceAll("~", "%7E");

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw notACursor();
  }
}

function notACursor(): ValidationError {
  return new ValidationError("The cursor is not one.", {
    path: "cursor",
    expected: "an RFC 3339 time such as 2026-04-26T15:30:00Z, or the cursor of a delivery",
  });
}
