import { createHash } from "node:crypto";
import type { ChatSendFrame } from "../../frames/client-frames.js";

const SHORT = 256;

/** Tells a message sent again from another one under the same id. Short, however much the message brings. */
export function fingerprint(frame: ChatSendFrame, sessionKey: string): string {
  const { content, mediaPath = "", mediaPaths = [], attachments = [] } = frame;
  const files = [mediaPath, ...mediaPaths, ...attachments.map(({ data }) => data)];
  if (content.length <= SHORT && files.length === 1 && mediaPath === "") {
    return `${sessionKey}\n${content}`;
  }
  const hash = createHash("sha256");
  // With its length before it no part can pass for two.
  for (const part of [sessionKey, content, ...files]) hash.update(`${part.length}:`).update(part);
  return hash.digest("base64");
}
