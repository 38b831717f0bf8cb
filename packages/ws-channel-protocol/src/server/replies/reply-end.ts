import { encodeReplyText, encodeServerFrame } from "../../frames/codec.js";
import type { ChatErrorFrame, ChatResponseFrame } from "../../frames/server-frames.js";

/** The last frame of a reply; a text where that is all there is to it. */
export type ReplyEnd = string | ChatResponseFrame | ChatErrorFrame;

/** Writes the last frame of the reply to a message. */
export function encodeEnd(messageId: string, end: ReplyEnd): string {
  return typeof end === "string" ? encodeReplyText(messageId, end, true) : encodeServerFrame(end);
}

/** What keeping it costs. */
export function charsOf(end: ReplyEnd): number {
  if (typeof end === "string") return end.length;
  if (end.type === "chat.error") return end.error.length;
  const { content, mediaUrls = [] } = end;
  return mediaUrls.reduce((sum, { length }) => sum + length, content.length);
}
