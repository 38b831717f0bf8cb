import { MAX_PAGE } from "../checks.js";
import type { Moment } from "../cursor/time.js";
import { floorToMicros, parseTime } from "../cursor/time.js";
import type { Row } from "../stream/ledger.js";
import type { Page } from "./page.js";

/** Reads one page of what comes strictly after a moment. */
export type ReadPage = (after: Moment, limit: number) => Promise<Page>;

// What to skip when one time alone fills a page: nothing, then what the hub may round away.
const LEAPS_NS = [1n, 1_000_000n, 1_000_000_000n] as const;

/**
 * Reads a room page by page, each sorted by time and id.
 *
 * The hub's `after` is strict, and times are not unique: a page may end in the middle of messages that
 * share one. So a full page is used only up to its last time, and the next one begins just before it.
 *
 * @param onCrowd - a single time holds more messages than a page can: some of them cannot be read.
 */
export async function* readPages(
  read: ReadPage,
  after: Moment,
  limit: number,
  onCrowd: (at: Moment) => void,
): AsyncGenerator<Row[], void> {
  let from = floorToMicros(after);
  let size = limit;
  let previousEnd: Moment | undefined;
  let leaps = 0;
  for (;;) {
    const page = await read(from, size);
    const rows = rowsOf(page, from);
    const end = rows.at(-1)?.at;
    if (end === undefined) return;
    if (page.rows < size && !page.more) {
      yield rows;
      return;
    }
    const whole = rows.filter((row) => row.at < end);
    const forward = previousEnd === undefined || end > previousEnd;
    if (forward) leaps = 0;
    previousEnd = end;
    if (forward && whole.length > 0) {
      yield whole;
      from = floorToMicros(end - 1n);
      size = limit;
      continue;
    }
    if (size < MAX_PAGE) {
      size = MAX_PAGE;
      continue;
    }
    yield rows;
    const leap = LEAPS_NS[leaps];
    if (leap === undefined) return;
    if (leaps === 0 && page.more) onCrowd(end);
    leaps += 1;
    from = ceilTo(end, leap);
  }
}

function ceilTo(moment: Moment, unit: bigint): Moment {
  const rest = moment % unit;
  return rest === 0n ? moment : moment - rest + unit;
}

function rowsOf(page: Page, from: Moment): Row[] {
  let last = from;
  const rows = page.messages.map((message) => {
    // A time that cannot be read: the message stands where the hub has put it.
    const at = (last = parseTime(message.created_at) ?? last);
    return { id: message.message_id, at, message };
  });
  return rows.sort(byTimeAndId);
}

/** The order of a room: (created_at, message_id). */
export function byTimeAndId(a: Row, b: Row): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
