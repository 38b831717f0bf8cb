import { messageBytes, messageText, ValidationError, type RawMessage } from "@hawser/core";
import type { Peer } from "../peers/peer.js";
import { isSafeId } from "../identity/ids.js";

const MAX_READ_BYTES = 64 * 1024;
const NOT_JSON = "Failed to parse message";
const NO_CHAT_SEND = "Invalid message format. Expected: { type: 'chat.send', content: '...' }";

/** Answers a message that is no frame: in upstream's words where upstream has some. */
export function refuseUnreadable(peer: Peer, data: RawMessage, error: unknown): void {
  const value = parse(data);
  if (value === undefined) return peer.refuse({ code: "invalid_frame", error: NOT_JSON });
  const messageId = messageIdOf(value);
  if (!(error instanceof ValidationError)) {
    return peer.refuse({ code: "invalid_frame", error: NO_CHAT_SEND, messageId });
  }
  const { path } = error;
  const plain = path === "type" || path === "content";
  peer.refuse({
    code: "invalid_frame",
    error: plain ? NO_CHAT_SEND : error.message,
    messageId,
    path,
  });
}

/** The id of a message that is refused unread; undefined for a large one, which is not worth the reading. */
export function readMessageId(data: RawMessage): string | undefined {
  const value = messageBytes(data) > MAX_READ_BYTES ? undefined : parse(data);
  return value === undefined ? undefined : messageIdOf(value);
}

function parse(data: RawMessage): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(messageText(data)) as unknown };
  } catch {
    return undefined;
  }
}

/** An id that is not fit to be kept is not fit to be repeated. */
function messageIdOf({ value }: { readonly value: unknown }): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Object.hasOwn(value, "messageId")) return undefined;
  const { messageId } = value as { readonly messageId: unknown };
  return typeof messageId === "string" && isSafeId(messageId) ? messageId : undefined;
}
