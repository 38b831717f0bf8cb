import type { SessionKind, SessionRow } from "../schemas/sessions.js";
import { parseSessionKey } from "./session-key.js";

/**
 * What a listed session is for. The key decides about subagents and cron jobs, which gateways list as
 * `direct`; then what the gateway says; then the key again.
 */
export function sessionKind(session: SessionRow | string): SessionKind {
  if (typeof session === "string") return parseSessionKey(session).kind;
  const fromKey = parseSessionKey(session.key).kind;
  if (fromKey === "subagent" || fromKey === "cron" || fromKey === "global") return fromKey;
  if (session.chatType === "group" || session.chatType === "channel") return "group";
  switch (session.kind) {
    case "group":
    case "channel":
      return "group";
    case "cron":
    case "subagent":
    case "global":
      return session.kind;
    case "direct":
    case "main":
      return fromKey === "unknown" ? "direct" : fromKey;
    default:
      return fromKey;
  }
}

/** Which sessions to keep. */
export interface SessionFilter {
  /** Only these kinds; all when absent. A chat page shows `direct`. */
  readonly kinds?: SessionKind | readonly SessionKind[];
  /** Only sessions of this agent. */
  readonly agentId?: string;
}

/** The sessions a filter lets through, in their order. */
export function filterSessions(
  sessions: readonly SessionRow[],
  filter: SessionFilter,
): SessionRow[] {
  const { kinds, agentId } = filter;
  const wanted = kinds === undefined ? undefined : new Set([kinds].flat());
  return sessions.filter(
    (session) =>
      (wanted === undefined || wanted.has(sessionKind(session))) &&
      (agentId === undefined ||
        (session.agentId ?? parseSessionKey(session.key).agentId) === agentId),
  );
}
