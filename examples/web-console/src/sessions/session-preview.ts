import { plainText } from "@hawser/example-web-parts/markdown";
import type { SessionRow } from "@hawser/gateway-client";

/** As much of a message as a line can show, in characters. */
const LENGTH = 160;

/** Rows are never changed, only replaced: what was read of one holds. */
const read = new WeakMap<SessionRow, string>();

/** The beginning of what was said last in a session, without its Markdown. */
export function sessionPreview(row: SessionRow): string {
  const known = read.get(row);
  if (known !== undefined) return known;
  const preview = plainText((row.lastMessagePreview ?? "").slice(0, LENGTH));
  read.set(row, preview);
  return preview;
}
