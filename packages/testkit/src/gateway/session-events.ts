import type { GatewayContext, SessionChange } from "./context.js";
import { messageView } from "./history.js";
import { sessionRow } from "./session-view.js";
import type { GatewaySession, TranscriptEntry } from "./sessions.js";

/** `sessions.changed` to everyone who subscribed; protocol 3 has no such thing. */
export function tellChanged(
  context: GatewayContext,
  session: GatewaySession,
  how: SessionChange,
): void {
  if (context.options.generation.protocol === 3) return;
  const payload = {
    sessionKey: session.key,
    agentId: session.agentId,
    ...how,
    ts: context.options.clock.now(),
    session: sessionRow(context, session, { lastMessage: true }),
  };
  context.broadcaster.targeted("sessions.changed", payload, (connection) =>
    context.subscriptions.wantsChanges(connection),
  );
}

/** `session.message` to everyone who subscribed to the session or to all changes. */
export function tellMessage(
  context: GatewayContext,
  session: GatewaySession,
  entry: TranscriptEntry,
): void {
  if (context.options.generation.protocol === 3) return;
  const seq = session.transcript.indexOf(entry) + 1;
  const payload = {
    sessionKey: session.key,
    ...(entry.role === "user" ? { senderIsOwner: true } : {}),
    agentId: session.agentId,
    message: messageView(context, entry, seq),
    messageId: entry.id,
    messageSeq: seq,
    session: sessionRow(context, session, { lastMessage: true }),
  };
  context.broadcaster.targeted("session.message", payload, (connection) =>
    context.subscriptions.wantsMessages(connection, session.key),
  );
}
