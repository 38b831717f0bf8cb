import { messageText, type ChatMessage } from "@hawser/gateway-client";
import type { Said, Speaker } from "../task/task.js";

/** A message of a transcript, as the source needs it. */
export interface SessionMessage {
  readonly id: string;
  /** Milliseconds since 1970; 0 when the gateway does not say. */
  readonly at: number;
  readonly role: string;
  readonly speaker: Speaker;
  readonly text: string;
  readonly raw: ChatMessage;
}

/** Where messages that no person wrote come from. */
interface Marks {
  readonly provenance?: { readonly kind?: unknown; readonly sourceSessionKey?: unknown };
}

interface Notice {
  readonly openclawStatusNotice?: unknown;
}

/** Keys of messages that this package's gatewayAgent sent. */
const OWN_KEY = "hawser:";

/** `/new`, `/think high`: obeyed by the gateway, and not said to anybody. A path has more slashes. */
const COMMAND = /^\/[a-z][\w-]*(?::|\s|$)/iu;

/** How 2026.3 greets a new session, in the user's name. */
const GREETING = "A new session was started via /new or /reset.";

/** The messages of a history that somebody said, oldest first. */
export function messagesOf(history: readonly ChatMessage[]): SessionMessage[] {
  const found: SessionMessage[] = [];
  const seen = new Map<string, number>();
  for (const raw of history) {
    const text = messageText(raw);
    const { role, timestamp: at = 0, __openclaw: own } = raw;
    if (text === undefined || (role !== "user" && role !== "assistant")) continue;
    if (own?.kind !== undefined || isOfTheGateway(raw, text)) continue;
    if (own?.id === undefined && isSentAgain(raw, text, found)) continue;
    // Older gateways give messages no id (2026.3).
    const base = own?.id ?? `${role}@${at}`;
    const nth = seen.get(base) ?? 0;
    seen.set(base, nth + 1);
    const id = nth === 0 ? base : `${base}#${nth}`;
    found.push({ id, at, role, speaker: speakerOf(raw), text, raw });
  }
  return found;
}

/** Orders to the gateway, and what it says for itself. */
function isOfTheGateway(raw: ChatMessage, text: string): boolean {
  if (raw.role === "user") {
    const { provenance } = raw as Marks;
    return (
      provenance?.kind === "internal_system" || COMMAND.test(text) || text.startsWith(GREETING)
    );
  }
  // "New session started.", in answer to a command (2026.9).
  const blocks: readonly unknown[] = Array.isArray(raw.content) ? raw.content : [];
  return blocks.some((block) => (block as Notice | null)?.openclawStatusNotice === true);
}

/**
 * A message whose run died with its gateway stays in the transcript, and is sent again by whoever said it
 * (2026.3, where it has no key): the same words, and its agent has not answered in between.
 */
function isSentAgain(
  { role }: ChatMessage,
  text: string,
  before: readonly SessionMessage[],
): boolean {
  if (role !== "user") return false;
  const last = before.findLast((one) => one.role === "user" || one.speaker.kind === "agent");
  return last?.role === "user" && last.text === text;
}

/** What was said before a message. */
export function saidBefore(
  messages: readonly SessionMessage[],
  index: number,
  count: number,
): Said[] {
  const before = messages.slice(Math.max(0, index - count), index);
  return before.map(({ speaker, text }) => ({ speaker, text }));
}

function speakerOf(message: ChatMessage): Speaker {
  const { role, idempotencyKey, __openclaw: own, model } = message;
  const key = idempotencyKey ?? own?.idempotencyKey;
  if (key?.startsWith(OWN_KEY) === true) return { kind: "self" };
  if (role === "user") {
    const { kind, sourceSessionKey: name } = (message as Marks).provenance ?? {};
    // Another session's agent wrote to this one.
    if (kind !== "inter_session") return { kind: "person" };
    return { kind: "agent", ...(typeof name === "string" && { name }) };
  }
  // What chat.inject wrote is a reply of ours, as far as anybody can tell.
  return model === "gateway-injected" ? { kind: "self" } : { kind: "agent" };
}
