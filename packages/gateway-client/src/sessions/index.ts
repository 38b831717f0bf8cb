export { parseSessionKey, type SessionKeyParts } from "./session-key.js";
export { filterSessions, sessionKind, type SessionFilter } from "./session-kind.js";
export { SessionsApi, type ChangedSession, type ResolvedSession } from "./sessions-api.js";
export {
  type SessionsCache,
  type SessionsCacheOptions,
  type SessionsCacheState,
} from "./sessions-cache.js";
export type { DeleteSessionsParams, SessionDeletion } from "./delete-sessions.js";
export type { SessionSubscription } from "./subscriptions.js";
