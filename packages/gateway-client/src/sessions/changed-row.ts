import { record, text } from "../compat/records.js";
import type { SessionRow } from "../schemas/sessions.js";
import { sessionRow } from "./session-rows.js";

/** What an event says about the list. `unclear`: something changed, and only a fetch can tell what. */
export type SessionChange =
  | { readonly type: "row"; readonly row: SessionRow }
  | { readonly type: "deleted"; readonly key: string }
  | { readonly type: "unclear" };

/** Members of the event that are not members of the session. */
const OF_THE_EVENT = new Set([
  "sessionKey",
  "session",
  "reason",
  "phase",
  "runId",
  "ts",
  "message",
  "messageId",
  "messageSeq",
  "senderIsOwner",
]);
const DELETED = new Set(["delete", "deleted"]);

/**
 * Reads a `sessions.changed` or `session.message` event. Protocol 4 carries the row as `session`;
 * 2026.4 spreads its fields over the event.
 */
export function changedRow(payload: unknown): SessionChange {
  const event = record(payload);
  const row = sessionRow(event["session"]);
  const key = text(event["sessionKey"], event["key"], row?.key);
  if (key === undefined) return { type: "unclear" };
  if (DELETED.has(text(event["reason"]) ?? "")) return { type: "deleted", key };
  if (row !== undefined) return { type: "row", row };
  if (typeof event["updatedAt"] !== "number") return { type: "unclear" };
  const fields = Object.entries(event).filter(([name]) => !OF_THE_EVENT.has(name));
  return { type: "row", row: { ...Object.fromEntries(fields), key } };
}
