import type { Notice } from "./entry.js";
import { newMessageId } from "./message-id.js";

/** A line about the conversation. */
export function notice(text: string): Notice {
  return { kind: "notice", id: newMessageId(), at: Date.now(), text };
}
