import type { ChatMessage } from "@hawser/gateway-client";
import type { SessionMessage } from "./session-messages.js";

/** Which of a session's conversations this is: each reset begins another one. */
export interface Conversation {
  /** The gateway's id of the session; older ones give it a new one at a reset (2026.3). */
  readonly session?: string | undefined;
  /** The mark of the last reset, where the gateway leaves one in the transcript (2026.9). */
  readonly reset?: string | undefined;
  /** When that was, milliseconds since 1970. */
  readonly resetAt?: number | undefined;
}

/** A message's place in a session. Plain JSON. */
export interface Place extends Omit<Conversation, "resetAt"> {
  readonly id: string;
  readonly at: number;
}

/** What `chat.history` tells of a session. */
interface History {
  readonly sessionId?: string | undefined;
  readonly messages: readonly ChatMessage[];
}

export function conversationOf({ sessionId, messages }: History): Conversation {
  const reset = messages.findLast((message) => message.__openclaw?.kind === "reset");
  return { session: sessionId, reset: reset?.__openclaw?.id, resetAt: reset?.timestamp };
}

/** Whether a session was reset since: what was said before that is not in its transcript any more. */
export function wasReset(then: Place, now: Conversation): boolean {
  // A mark from before that comes into view when more is read says nothing.
  const { reset, resetAt = Infinity } = now;
  if (reset !== undefined && reset !== then.reset && resetAt >= then.at) return true;
  return then.session !== undefined && now.session !== undefined && then.session !== now.session;
}

export function placeOf(
  message: SessionMessage | undefined,
  { session, reset }: Conversation,
): Place {
  return { session, reset, id: message?.id ?? "", at: message?.at ?? 0 };
}

/** Index of the first message after a place; a transcript may have lost the message itself. */
export function firstAfter(
  messages: readonly SessionMessage[],
  place: Place,
  now: Conversation,
): number {
  const index = messages.findIndex((message) => message.id === place.id);
  if (index !== -1) return index + 1;
  // Times are no order: a message that waited its turn bears the time it was sent at.
  if (wasReset(place, now)) return 0;
  const later = messages.findIndex((message) => message.at > place.at);
  return later === -1 ? messages.length : later;
}
