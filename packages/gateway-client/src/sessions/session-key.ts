import type { SessionKind } from "../schemas/sessions.js";

/** What can be told from a session key alone. */
export interface SessionKeyParts {
  /** The key as given. */
  readonly key: string;
  readonly kind: SessionKind;
  /** The agent it belongs to; absent for keys that do not name one (`main`, `global`, `cron:…`). */
  readonly agentId?: string;
  /** What follows `agent:<id>:`, or the whole key. */
  readonly rest: string;
  /** `main` or `agent:<id>:main`. A gateway configured with another main key says so in its hello. */
  readonly isMain: boolean;
  /** The last subagent of a key; subagents of subagents carry several. */
  readonly subagentId?: string;
  /** 0 for a session that is no subagent, 1 for a subagent, 2 for a subagent of one, … */
  readonly depth: number;
  /** The session that spawned this one, where the key tells: a subagent's subagent. */
  readonly parentKey?: string;
  /** The job of a cron session. */
  readonly cronJobId?: string;
  /** The chat channel it came through (`telegram`, `discord`, …). */
  readonly channel?: string;
  /** The group, room or person at the other end of that channel. */
  readonly peerId?: string;
  /** The thread or topic within a session. */
  readonly threadId?: string;
}

const PEER_KINDS: Readonly<Record<string, SessionKind>> = {
  direct: "direct",
  dm: "direct",
  group: "group",
  channel: "group",
};
const THREADS = new Set(["thread", "topic"]);

type Mutable = { -readonly [K in keyof SessionKeyParts]: SessionKeyParts[K] };

/**
 * Parses a session key: `agent:<id>:<kind>`, `agent:<id>:subagent:<sub>`, cron, group and channel
 * forms, `main` and `global`. Never throws: a form it does not know is of kind `unknown`.
 */
export function parseSessionKey(key: string): SessionKeyParts {
  const text = typeof key === "string" ? key : "";
  const parts = text.split(":");
  const named = parts[0] === "agent" && parts.length >= 3 && parts[1] !== "" && parts[2] !== "";
  const segments = named ? parts.slice(2) : parts;
  const rest = segments.join(":");
  const found: Mutable = { key: text, kind: "unknown", rest, isMain: rest === "main", depth: 0 };
  if (named) found.agentId = parts[1] as string;
  readThread(segments, found);
  if (rest === "global") found.kind = "global";
  else if (rest === "main") found.kind = "direct";
  else if (!readSubagent(text, segments, found) && !readCron(segments, found)) {
    readPeer(segments, found);
    // Any other name under an agent is a conversation someone opened with it.
    if (found.kind === "unknown" && named && rest !== "unknown") found.kind = "direct";
  }
  return found;
}

function readSubagent(key: string, segments: readonly string[], found: Mutable): boolean {
  found.depth = segments.filter((segment) => segment === "subagent").length;
  const last = segments.lastIndexOf("subagent");
  if (last === -1) return false;
  found.kind = "subagent";
  const id = segments[last + 1];
  if (id !== undefined && id !== "") found.subagentId = id;
  if (found.depth > 1) found.parentKey = key.slice(0, key.lastIndexOf(":subagent:"));
  return true;
}

function readCron(segments: readonly string[], found: Mutable): boolean {
  if (segments[0] !== "cron") return false;
  found.kind = "cron";
  const job = segments[1];
  if (job !== undefined && job !== "") found.cronJobId = job;
  return true;
}

function readPeer(segments: readonly string[], found: Mutable): void {
  // `<channel>[:<account>]:<peer kind>:<peer>`, or `<peer kind>:<peer>` alone.
  const at = segments.findIndex((segment, i) => i < 3 && Object.hasOwn(PEER_KINDS, segment));
  const peer = segments[at + 1];
  if (at === -1 || peer === undefined || peer === "") return;
  found.kind = PEER_KINDS[segments[at] as string] as SessionKind;
  found.peerId = peer;
  const channel = segments[0] as string;
  if (at > 0 && channel !== "") found.channel = channel;
}

function readThread(segments: readonly string[], found: Mutable): void {
  const at = segments.findLastIndex((segment) => THREADS.has(segment));
  const thread = segments[at + 1];
  if (at > 0 && thread !== undefined && thread !== "") found.threadId = thread;
}
