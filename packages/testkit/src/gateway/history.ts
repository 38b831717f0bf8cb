import type { GatewayContext } from "./context.js";
import { contentText, type GatewaySession, type TranscriptEntry } from "./sessions.js";

function entryV3(entry: TranscriptEntry): object {
  const { usage: _usage, ...extra } = entry.extra ?? {};
  return {
    role: entry.role,
    content: entry.content,
    timestamp: entry.timestamp,
    ...extra,
    // The user's key is not kept by 2026.3.2; a partial it injects itself has one.
    ...(entry.role === "assistant" && entry.idempotencyKey
      ? { idempotencyKey: entry.idempotencyKey }
      : {}),
  };
}

function markV4(entry: TranscriptEntry, seq: number): object {
  const { role, content, timestamp, mark: kind, id } = entry;
  const transcriptPosition = { source: "testkit", rawSeq: seq };
  return { role, content, timestamp, __openclaw: { kind, id, transcriptPosition, seq } };
}

function entryV4(entry: TranscriptEntry, seq: number, asString: boolean): object {
  const key = entry.idempotencyKey ? { idempotencyKey: entry.idempotencyKey } : {};
  const onlyText = entry.content.every((block) => block.type === "text");
  const content =
    entry.role === "user" && asString && onlyText ? contentText(entry.content) : entry.content;
  return {
    role: entry.role,
    content,
    timestamp: entry.timestamp,
    ...entry.extra,
    ...key,
    __openclaw: {
      ...(entry.role === "user" ? { senderIsOwner: true } : {}),
      ...(entry.sender ? { transport: { clients: [entry.sender] } } : {}),
      ...(entry.role !== "user" && entry.runId ? { runId: entry.runId } : {}),
      id: entry.id,
      ...key,
      recordTimestampMs: entry.timestamp,
      transcriptPosition: { source: "testkit", rawSeq: seq },
      seq,
    },
  };
}

/** A transcript entry as `chat.history` and `session.message` show it. `seq` counts from 1. */
export function messageView(context: GatewayContext, entry: TranscriptEntry, seq: number): object {
  const { options } = context;
  if (entry.mark) return markV4(entry, seq);
  if (options.generation.protocol === 4)
    return entryV4(entry, seq, options.historyContent === "string");
  const view = entryV3(entry);
  return options.historyContent === "string" && entry.role === "user"
    ? { ...view, content: contentText(entry.content) }
    : view;
}

/** The last `limit` messages of a session. */
export function historyMessages(
  context: GatewayContext,
  session: GatewaySession | undefined,
  limit: number,
): object[] {
  const entries = session?.transcript ?? [];
  return entries.map((entry, i) => messageView(context, entry, i + 1)).slice(-limit);
}
