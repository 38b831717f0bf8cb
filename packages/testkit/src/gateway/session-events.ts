import type { GatewayContext, SessionChange } from "./context.js";
import { messageView } from "./history.js";
import { sessionRow } from "./session-view.js";
import type { GatewaySession, TranscriptEntry } from "./sessions.js";

/** Fields that are null in these events when the session has nothing to say there. */
const NULLABLE = [
  "createdActor",
  "owner",
  "archivedAt",
  "archivedBy",
  "archiveReason",
  "pinnedAt",
  "markedUnreadAt",
  "agentStatus",
  "observerDigest",
  "controlOwnerSessionKey",
  "swarm",
  "permissionMode",
  "label",
  "autoLabel",
  "icon",
  "color",
  "channelAvatarUrl",
  "category",
  "boardPresentation",
  "displayName",
  "thinkingLevel",
  "toolOverrides",
  "restartRecoveryStatus",
  "goal",
  "activeModelProvider",
  "activeModel",
  "modelOverrideSource",
  "lastRunError",
  "providerReview",
  "lastRunId",
  "activeRunIds",
  "endedAt",
  "runtimeMs",
] as const;

const NOTHING = Object.fromEntries(NULLABLE.map((name) => [name, null]));

/** Fields of a row that are only in `session`, not beside it. */
const ROW_ONLY = new Set([
  "key",
  "agentId",
  "expandedParticipants",
  "classification",
  "isMain",
  "isBackground",
  "lastMessagePreview",
  "lastInteractionAt",
  "thinkingLevels",
  "thinkingOptions",
  "thinkingDefault",
  "effectiveQueueMode",
  "snapshotAt",
]);

/** 2026.9.6 gives a session twice in its events: as a row, and its fields beside it. */
export function spreadRow(context: GatewayContext, session: GatewaySession): object {
  const row = sessionRow(context, session, { lastMessage: true });
  const beside = Object.entries(row).filter(([name]) => !ROW_ONLY.has(name));
  return {
    ...NOTHING,
    ...Object.fromEntries(beside),
    hasAutomation: false,
    ancestorSessions: [],
    session: row,
  };
}

/** `sessions.changed` to everyone who subscribed; protocol 3 has no such thing. */
export function tellChanged(
  context: GatewayContext,
  session: GatewaySession,
  how: SessionChange,
): void {
  const { broadcaster, subscriptions, options } = context;
  if (options.generation.protocol === 3) return;
  const payload = {
    ...spreadRow(context, session),
    sessionKey: session.key,
    agentId: session.agentId,
    ...how,
    ts: options.clock.now(),
  };
  broadcaster.targeted("sessions.changed", payload, (c) => subscriptions.wantsChanges(c));
}

/** `session.message` to everyone who subscribed to the session or to all changes. */
export function tellMessage(
  context: GatewayContext,
  session: GatewaySession,
  entry: TranscriptEntry,
): void {
  const { broadcaster, subscriptions, options } = context;
  if (options.generation.protocol === 3) return;
  const seq = session.transcript.indexOf(entry) + 1;
  const payload = {
    ...spreadRow(context, session),
    sessionKey: session.key,
    ...(entry.role === "user" ? { senderIsOwner: true } : {}),
    agentId: session.agentId,
    ...(entry.role !== "user" && entry.runId ? { runId: entry.runId } : {}),
    message: messageView(context, entry, seq),
    messageId: entry.id,
    messageSeq: seq,
  };
  broadcaster.targeted("session.message", payload, (c) =>
    subscriptions.wantsMessages(c, session.key),
  );
}
