import type { ChatMessage } from "../schemas/index.js";
import { messageText } from "./message-text.js";

/** What a session's history says of one message that was sent to it. */
export interface HistoryVerdict {
  /** The message itself is in the transcript. */
  readonly asked: boolean;
  /** The message is not there, but somebody else's is: a reply at the end is not to this one. */
  readonly foreign?: true;
  /** It was found by its key, not by its words alone. */
  readonly keyed?: true;
  /** Nobody asked anything after it. */
  readonly latest?: true;
  /** The reply that follows it, where there is one. */
  readonly reply?: ChatMessage;
  /** The run that produced the reply, where the gateway tells (2026.9). */
  readonly replyRunId?: string;
}

interface Transcript {
  readonly messages: readonly ChatMessage[];
  readonly idempotencyKey: string;
  /** Ids the run is known by at the gateway. */
  readonly runIds: ReadonlySet<string>;
  /** What was sent: the only way to find it where history carries no keys (2026.3). */
  readonly message: string;
}

const COLLECTED = "[Queued messages";

interface Marked {
  readonly idempotencyKey?: unknown;
  readonly stopReason?: unknown;
  readonly provenance?: { readonly kind?: unknown };
  readonly __openclaw?: { readonly runId?: unknown; readonly idempotencyKey?: unknown };
}

/** Finds the sent message in a transcript (oldest first) and the assistant's last word on it. */
export function matchHistory({
  messages,
  idempotencyKey,
  runIds,
  message,
}: Transcript): HistoryVerdict {
  const { at, keyed } = askedAt(messages, idempotencyKey, message);
  let reply: ChatMessage | undefined;
  let replyRunId: string | undefined;
  let latest = at !== -1;
  let foreign = false;
  for (let index = at === -1 ? 0 : at + 1; index < messages.length; index++) {
    const candidate = messages[index];
    if (candidate === undefined || candidate === null) continue;
    if (candidate.role === "user") {
      // 2026.9 takes an interrupted turn up again with a note of its own in the transcript.
      if ((candidate as Marked).provenance?.kind === "internal_system") continue;
      latest = false;
      if (at !== -1) break;
      foreign = true;
    }
    if (candidate.role !== "assistant" || messageText(candidate) === undefined) continue;
    const runId = (candidate as Marked).__openclaw?.runId;
    // Without its question in the transcript, only a reply that names the run is surely ours.
    if (at === -1 && !(typeof runId === "string" && runIds.has(runId))) continue;
    // Text before a tool call is not the end of the reply.
    if ((candidate as Marked).stopReason === "toolUse") continue;
    reply = candidate;
    replyRunId = typeof runId === "string" ? runId : undefined;
  }
  return {
    asked: at !== -1,
    ...(foreign ? { foreign } : {}),
    ...(keyed ? { keyed } : {}),
    ...(latest ? { latest } : {}),
    ...(reply === undefined ? {} : { reply }),
    ...(replyRunId === undefined ? {} : { replyRunId }),
  };
}

/** Whether the run that `said` this in the end answered another message than ours. */
export function isForeign(verdict: HistoryVerdict, said: string | undefined): boolean {
  if (!verdict.asked) return verdict.foreign === true;
  if (verdict.keyed === true || verdict.latest === true) return false;
  // The same words may have been sent before, and were answered then.
  return messageText(verdict.reply) !== said;
}

interface Found {
  readonly at: number;
  readonly keyed: boolean;
}

function askedAt(messages: readonly ChatMessage[], key: string, text: string): Found {
  let keyed = false;
  for (let index = messages.length - 1; index >= 0; index--) {
    const candidate = messages[index];
    if (candidate?.role !== "user") continue;
    const marked = candidate as Marked;
    const own = marked.idempotencyKey ?? marked.__openclaw?.idempotencyKey;
    if (typeof own !== "string") continue;
    keyed = true;
    if (own === key || own === `${key}:user`) return { at: index, keyed };
  }
  if (keyed) return { at: -1, keyed: false };
  const at = messages.findLastIndex(
    (candidate) => candidate?.role === "user" && hasWords(messageText(candidate), text.trimEnd()),
  );
  return { at, keyed };
}

function hasWords(said: string | undefined, words: string): boolean {
  if (said === undefined) return false;
  // A gateway may put something before a message, or collect several into one turn.
  return said.trimEnd().endsWith(words) || (said.startsWith(COLLECTED) && said.includes(words));
}
