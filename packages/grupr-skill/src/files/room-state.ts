import { CliFailure } from "../cli/failure.js";
import { ExitCode } from "../cli/exit-codes.js";

/** What a daemon tells of itself, for `status`. */
export interface RoomReport {
  /** How messages come at the moment. */
  readonly line?: "live" | "polling" | "retrying";
  readonly agent?: string;
  readonly answered?: number;
  readonly unanswered?: number;
  readonly last_answer_at?: string;
  /** What is being answered, and since when. */
  readonly answering_since?: string;
  readonly last_error?: string;
  readonly last_error_at?: string;
}

/** `.state-<grupr-id>.json`: upstream's three fields, and what makes them exact. */
export interface RoomState {
  /** Messages up to here are done; RFC 3339. */
  readonly cursor?: string;
  /** The same to the message; it counts as long as it begins with `cursor`. */
  readonly position?: string;
  readonly pid?: number;
  readonly started_at?: string;
  /** Tells the daemon from a later process with its pid. */
  readonly process?: string;
  readonly report?: RoomReport;
}

/**
 * Reads a state file's text: this version's, upstream's, or v0.1's with its `cron_job_id`, of which only
 * the cursor is kept.
 *
 * @throws CliFailure for something else: overwriting it would lose the cursor.
 */
export function parseRoomState(text: string, path: string): RoomState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged(path, "it is no JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw damaged(path, "it is no JSON object");
  }
  const raw = value as Record<string, unknown>;
  const cursor = string(raw["cursor"]);
  if (cursor !== undefined && Number.isNaN(Date.parse(cursor))) {
    throw damaged(path, "its cursor is no time");
  }
  if ("cron_job_id" in raw) return cursor === undefined ? {} : { cursor };
  const pid = raw["pid"];
  return withoutUndefined({
    cursor,
    position: string(raw["position"]),
    pid: typeof pid === "number" && Number.isInteger(pid) && pid > 1 ? pid : undefined,
    started_at: string(raw["started_at"]),
    process: string(raw["process"]),
    report: raw["report"] as RoomReport | undefined,
  });
}

/** The cursor to go on from: the exact one, unless somebody has set the other by hand since. */
export function positionOf(state: RoomState): string | undefined {
  const { cursor, position } = state;
  if (cursor === undefined) return undefined;
  return position?.startsWith(`${cursor}|`) === true ? position : cursor;
}

/** Both forms of a cursor that the client gave. */
export function cursorFields(position: string): Pick<RoomState, "cursor" | "position"> {
  return { cursor: position.split("|", 1)[0] ?? position, position };
}

/** Leaves out what is undefined. */
export function withoutUndefined<T extends object>(fields: {
  readonly [K in keyof T]: T[K] | undefined;
}): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

function damaged(path: string, why: string): CliFailure {
  return new CliFailure(
    `${path} cannot be used: ${why}.`,
    ExitCode.failed,
    "Mend it, or delete it to begin at the newest message.",
  );
}

const isString = (value: unknown): value is string => typeof value === "string" && value !== "";
const string = (value: unknown): string | undefined => (isString(value) ? value : undefined);
