import { createHash } from "node:crypto";

/** Characters that, beside `a-z 0-9 _ -`, may stand in a name. */
type Extra = "" | ".@+";

const READABLE_CHARS = 38;

/** What made-up names end with: an id that looks like one does not stay as it is. */
const MADE_UP = /-x[0-9a-f]{20}$/;

/**
 * A name for an id that somebody else chose, to be part of a session key, an agent id or a path: it has
 * no separators in it, at most 60 characters, and is never the same for two ids. Short ids in lower case
 * stay as they are; others, such as `Alice Doe`, become `alice-doe-x…` with a part of the id's SHA-256.
 * (OpenClaw compares names without regard to case: `Bob` and `bob` must not be one.)
 */
export function safeName(id: string, extra: Extra = ""): string {
  const plain = extra === "" ? /^[a-z0-9][a-z0-9_-]{0,47}$/ : /^[a-z0-9][a-z0-9_.@+-]{0,47}$/;
  if (plain.test(id) && !MADE_UP.test(id)) return id;
  const readable = id
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, "-")
    .replace(/^[-_]+/, "")
    .slice(0, READABLE_CHARS)
    .replace(/-+$/, "");
  const digest = createHash("sha256").update(id).digest("hex").slice(0, 20);
  return `${readable === "" ? "id" : readable}-x${digest}`;
}

/** What the ids of dynamic agents begin with. */
export const AGENT_PREFIX = "ws-";

/** The id of a sender's own agent: `ws-` and the sender's safe name, within OpenClaw's 64 characters. */
export function agentIdOf(senderId: string): string {
  return AGENT_PREFIX + safeName(senderId);
}
