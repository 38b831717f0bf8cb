import { CHANNEL_ID } from "../channel-id.js";

/** Whom a message goes to. */
export type Target = { readonly senderId: string } | { readonly groupId: string };

/** A target as OpenClaw keeps it: `user:<id>` or `group:<id>`, the id percent-encoded. */
export function formatTarget(target: Target): string {
  return "groupId" in target
    ? `group:${encodeURIComponent(target.groupId)}`
    : `user:${encodeURIComponent(target.senderId)}`;
}

/** Reads what an agent or a person writes: `user:alice`, `group:dev`, `alice`, each also behind `websocket:`. */
export function parseTarget(raw: string): Target | undefined {
  const text = raw.trim().replace(new RegExp(`^${CHANNEL_ID}:`, "i"), "");
  const [, kind, rest] = /^(user|direct|group):(.*)$/is.exec(text) ?? [];
  const id = kind === undefined ? text : decode(rest ?? "");
  if (id === "") return undefined;
  return kind?.toLowerCase() === "group" ? { groupId: id } : { senderId: id };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A person's own writing, with a bare percent sign.
    return text;
  }
}
