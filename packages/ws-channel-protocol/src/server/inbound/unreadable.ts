import { messageText, ValidationError, type RawMessage } from "@hawser/core";
import type { Peer } from "../peers/peer.js";
import { isSafeId } from "../identity/ids.js";

const NOT_JSON = "Failed to parse message";
const NO_CHAT_SEND = "Invalid message format. Expected: { type: 'chat.send', content: '...' }";

/** Answers a message that is no frame: in upstream's words where upstream has some. */
export function refuseUnreadable(peer: Peer, data: RawMessage, error: unknown): void {
  const value = parse(data);
  if (value === undefined) return peer.refuse({ code: "invalid_frame", error: NOT_JSON });
  const id = own(value, "messageId");
  const messageId = typeof id === "string" && isSafeId(id) ? id : undefined;
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

function parse(data: RawMessage): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(messageText(data)) as unknown };
  } catch {
    return undefined;
  }
}

function own({ value }: { readonly value: unknown }, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}
