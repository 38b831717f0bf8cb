import { listEntries } from "../compat/lists.js";
import { compact, isRecord, number, record, text } from "../compat/records.js";
import type { SessionRow, SessionsListResult } from "../schemas/sessions.js";
import { parseSessionKey } from "./session-key.js";

/** A session as an event or a list carries it; undefined when it has no key. */
export function sessionRow(value: unknown): SessionRow | undefined {
  if (!isRecord(value)) return undefined;
  const key = text(value["key"], value["sessionKey"]);
  if (key === undefined) return undefined;
  const agentId = text(value["agentId"]) ?? parseSessionKey(key).agentId;
  return compact({ ...value, key, agentId });
}

/** A `sessions.list` answer in one shape, from an array, `{ sessions }` or `{ items }`. */
export function sessionsList(payload: unknown): SessionsListResult {
  const sessions = listEntries(payload, "sessions").flatMap((entry) => sessionRow(entry) ?? []);
  const extra = record(payload);
  return {
    ...extra,
    sessions,
    count: number(extra["count"]) ?? sessions.length,
    hasMore: extra["hasMore"] === true,
  };
}
