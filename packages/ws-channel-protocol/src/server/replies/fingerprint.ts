import { createHash } from "node:crypto";
import type { ChatSendFrame } from "../../frames/client-frames.js";

const SHORT = 256;

/** What a message says, to tell it from another one under the same id: a short text itself. */
export type Fingerprint = string | { readonly digest: string };

/** Short, however much the message brings. */
export function fingerprint(frame: ChatSendFrame): Fingerprint {
  const { content, mediaPath = "", mediaPaths, attachments } = frame;
  const hasFiles = mediaPath !== "" || mediaPaths !== undefined || attachments !== undefined;
  if (content.length <= SHORT && !hasFiles) return content;
  const hash = createHash("sha256");
  const files = [mediaPath, ...(mediaPaths ?? []), ...(attachments ?? []).map(({ data }) => data)];
  // With its length before it no part can pass for two.
  for (const part of [content, ...files]) hash.update(`${part.length}:`).update(part);
  return { digest: hash.digest("base64") };
}

/** Whether two messages say the same. */
export function saysTheSame(one: Fingerprint, other: Fingerprint): boolean {
  if (typeof one === "string" || typeof other === "string") return one === other;
  return one.digest === other.digest;
}
