import { isRecord } from "./records.js";

/**
 * The entries of a list answer, whichever way this gateway wraps it: a bare array (as documented),
 * `{ sessions }`, `{ models }`, `{ agents }`, `{ messages }` (as real gateways do) or `{ items }`.
 * Anything else is an empty list.
 */
export function listEntries(payload: unknown, name: string): readonly unknown[] {
  if (Array.isArray(payload)) return payload;
  if (!isRecord(payload)) return [];
  for (const key of [name, "items"]) {
    const entries = payload[key];
    if (Array.isArray(entries)) return entries;
  }
  return [];
}
