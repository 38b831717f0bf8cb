import type { CursorStore } from "../cursor/store.js";
import { parsePosition, type Position } from "../cursor/position.js";
import { fromMs, parseTime, type Moment } from "../cursor/time.js";
import type { HubTime } from "../http/hub-time.js";

/** How far before the newest a first read begins: it covers clocks whose difference is not known. */
const LOOK_BACK_MS = 300_000;

/** Where a stream begins. */
export type Start =
  | { readonly kind: "position"; readonly position: Position }
  /** At the newest: what was there before `calledAtMs` (this machine's clock) is not given out. */
  | { readonly kind: "newest"; readonly calledAtMs: number };

/** @throws ValidationError for a cursor that is none. */
export async function startOf(
  cursor: string | undefined,
  store: CursorStore,
  gruprId: string,
  calledAtMs: number,
): Promise<Start> {
  const from = cursor ?? (await store.load(gruprId));
  if (from === undefined) return { kind: "newest", calledAtMs };
  return { kind: "position", position: parsePosition(from) };
}

/** From where a stream that begins at the newest reads first, by the hub's clock. */
export function newestPosition(calledAtMs: number, time: HubTime): Position {
  return { floor: fromMs(calledAtMs + time.skewMs - LOOK_BACK_MS), done: [], open: [] };
}

/** The last moment that is certainly not new. */
export function lastOld(calledAtMs: number, time: HubTime): Moment {
  return fromMs(calledAtMs + time.skewMs - time.errorMs);
}

/** @throws ValidationError for a cursor that is none, before anything is read. */
export function checkCursor(cursor: string): void {
  if (parseTime(cursor) === undefined) parsePosition(cursor);
}
