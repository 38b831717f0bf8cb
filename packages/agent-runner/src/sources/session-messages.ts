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

interface Marks {
  /** What the gateway, not a person, wrote. */
  readonly provenance?: { readonly kind?: unknown };
}

/** Keys of messages that this package's gatewayAgent sent. */
const OWN_KEY = "hawser:";

/** The messages of a history that somebody said, oldest first. */
export function messagesOf(history: readonly ChatMessage[]): SessionMessage[] {
  const found: SessionMessage[] = [];
  const seen = new Map<string, number>();
  for (const raw of history) {
    const text = messageText(raw);
    const { role, timestamp: at = 0, __openclaw: own } = raw;
    if (text === undefined || (role !== "user" && role !== "assistant")) continue;
    if (own?.kind !== undefined) continue;
    if ((raw as Marks).provenance?.kind === "internal_system") continue;
    // Older gateways give messages no id (2026.3).
    const base = own?.id ?? `${role}@${at}`;
    const nth = seen.get(base) ?? 0;
    seen.set(base, nth + 1);
    const id = nth === 0 ? base : `${base}#${nth}`;
    found.push({ id, at, role, speaker: speakerOf(raw), text, raw });
  }
  return found;
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

function speakerOf({ role, idempotencyKey, __openclaw: own, model }: ChatMessage): Speaker {
  const key = idempotencyKey ?? own?.idempotencyKey;
  if (key?.startsWith(OWN_KEY) === true) return { kind: "self" };
  if (role === "user") return { kind: "person" };
  // What chat.inject wrote is a reply of ours, as far as anybody can tell.
  return model === "gateway-injected" ? { kind: "self" } : { kind: "agent" };
}
