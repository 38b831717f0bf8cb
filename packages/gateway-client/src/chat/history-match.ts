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
  /** It was found by its words, written down after it was sent: not an earlier message of the same words. */
  readonly fresh?: true;
  /** Nobody asked anything after it. */
  readonly latest?: true;
  /** The reply that follows it, where there is one. */
  readonly reply?: ChatMessage;
  /** The run that produced the reply, where the gateway tells (2026.9). */
  readonly replyRunId?: string;
  /** How the turn ended, where it did not end well. */
  readonly ended?: BadEnd;
  /** A run taken for its own spoke before the question: it answered another one (2026.9). */
  readonly elsewhere?: true;
}

/** How a turn ended that did not end well. */
export interface BadEnd {
  readonly status: "aborted" | "error";
  /** Why, in the gateway's words. */
  readonly reason?: string;
}

interface Transcript {
  readonly messages: readonly ChatMessage[];
  readonly idempotencyKey: string;
  /** Ids the run is known by at the gateway. */
  readonly runIds: ReadonlySet<string>;
  /** What was sent: the only way to find it where history carries no keys (2026.3). */
  readonly message: string;
  /** When it was sent, by the gateway's clock (ms), where that is known. */
  readonly sentAt?: number | undefined;
}

const COLLECTED = "[Queued messages";
/** How far the gateway's clock may have drifted since it was read, ms. */
const DRIFT_MS = 1_000;

interface Marked {
  readonly model?: unknown;
  readonly idempotencyKey?: unknown;
  readonly stopReason?: unknown;
  readonly errorMessage?: unknown;
  readonly timestamp?: unknown;
  readonly openclawAbort?: { readonly aborted?: unknown; readonly runId?: unknown } | null;
  readonly provenance?: { readonly kind?: unknown };
  readonly __openclaw?: { readonly runId?: unknown; readonly idempotencyKey?: unknown };
}

/** Finds the sent message in a transcript (oldest first) and the assistant's last word on it. */
export function matchHistory(transcript: Transcript): HistoryVerdict {
  const { messages, runIds } = transcript;
  const { at, keyed, fresh } = askedAt(transcript);
  let reply: ChatMessage | undefined;
  let replyRunId: string | undefined;
  let ended: BadEnd | undefined;
  let latest = at !== -1;
  let foreign = false;
  for (let index = at + 1; index < messages.length; index++) {
    const candidate = messages[index];
    if (candidate === undefined || candidate === null) continue;
    if (candidate.role === "user") {
      // 2026.9 takes an interrupted turn up again with a note of its own in the transcript.
      if ((candidate as Marked).provenance?.kind === "internal_system") continue;
      latest = false;
      if (at !== -1) break;
      foreign = true;
    }
    if (candidate.role !== "assistant") continue;
    const runId = runIdOf(candidate);
    // Without its question in the transcript, only a reply that names the run is surely ours.
    if (at === -1 && !(runId !== undefined && runIds.has(runId))) continue;
    // 2026.3 files what an aborted run had said before that run's own question.
    if (isAbortOfAnother(candidate, runIds)) continue;
    if (isInjected(candidate)) continue;
    // Text before a tool call is not the end of the reply.
    if ((candidate as Marked).stopReason === "toolUse") continue;
    ended = endOf(candidate);
    if (messageText(candidate) === undefined) continue;
    reply = candidate;
    replyRunId = runId;
  }
  const before = messages.slice(0, Math.max(0, at));
  const elsewhere = before.some((message) => runIds.has(runIdOf(message) ?? ""));
  return {
    asked: at !== -1,
    ...(foreign ? { foreign } : {}),
    ...(keyed ? { keyed } : {}),
    ...(fresh ? { fresh } : {}),
    ...(latest ? { latest } : {}),
    ...(elsewhere ? { elsewhere } : {}),
    ...(ended === undefined ? {} : { ended }),
    ...(reply === undefined ? {} : { reply }),
    ...(replyRunId === undefined ? {} : { replyRunId }),
  };
}

/** Whether the run that `said` this in the end (undefined: it is at work) answers another message than ours. */
export function isForeign(verdict: HistoryVerdict, said: string | undefined): boolean {
  if (!verdict.asked) return verdict.foreign === true;
  if (verdict.elsewhere === true) return true;
  if (verdict.keyed === true) return false;
  // 2026.3 writes down how a turn ended before it tells: what is not behind the question answers another.
  if (verdict.latest === true) {
    if (said === "") return verdict.reply === undefined && verdict.ended === undefined;
    return said !== undefined && !messageText(verdict.reply);
  }
  // The same words may have been sent before, and were answered then.
  return messageText(verdict.reply) !== said;
}

function runIdOf(message: ChatMessage | undefined): string | undefined {
  const runId = (message as Marked | undefined | null)?.__openclaw?.runId;
  return typeof runId === "string" ? runId : undefined;
}

function isAbortOfAnother(message: ChatMessage, own: ReadonlySet<string>): boolean {
  const runId = (message as Marked).openclawAbort?.runId;
  return typeof runId === "string" && !own.has(runId);
}

/** `chat.inject` put it there, whoever asked what: it answers nobody's run. */
function isInjected(message: ChatMessage): boolean {
  const { model, idempotencyKey, openclawAbort, __openclaw: own } = message as Marked;
  // What the gateway says for a run itself, to a command or when it is aborted, bears the run's key.
  const mark = idempotencyKey ?? own?.idempotencyKey ?? openclawAbort ?? undefined;
  return model === "gateway-injected" && mark === undefined;
}

function endOf(message: ChatMessage): BadEnd | undefined {
  const { stopReason, openclawAbort, errorMessage } = message as Marked;
  if (stopReason === "aborted" || openclawAbort?.aborted === true) return { status: "aborted" };
  if (stopReason !== "error") return undefined;
  return typeof errorMessage === "string"
    ? { status: "error", reason: errorMessage }
    : { status: "error" };
}

interface Found {
  readonly at: number;
  readonly keyed?: boolean;
  readonly fresh?: boolean;
}

function askedAt({ messages, idempotencyKey: key, message: text, sentAt }: Transcript): Found {
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
  if (keyed) return { at: -1 };
  const at = messages.findLastIndex(
    (candidate) => candidate?.role === "user" && hasWords(messageText(candidate), text.trimEnd()),
  );
  const writtenAt = (messages[at] as Marked | undefined)?.timestamp;
  if (sentAt === undefined || typeof writtenAt !== "number") return { at };
  if (writtenAt < sentAt - DRIFT_MS) return { at: -1 };
  return { at, fresh: writtenAt >= sentAt };
}

function hasWords(said: string | undefined, words: string): boolean {
  if (said === undefined) return false;
  // A gateway may put something before a message, or collect several into one turn.
  return said.trimEnd().endsWith(words) || (said.startsWith(COLLECTED) && said.includes(words));
}
