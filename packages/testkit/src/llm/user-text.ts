import type { LlmMessage } from "./types.js";

/** Gateways put the time before what the user wrote: "[Fri 2026-11-20 09:00 UTC] hello". */
const TIME_STAMP = /^\[[A-Z][a-z]{2} \d{4}-\d{2}-\d{2} \d{2}:\d{2}[^\]]*\] ?/;

/** And protocol 3 gateways put fenced JSON about the sender before that. */
const SENDER_BLOCK = /^[^\n]*\(untrusted metadata\):\n```json\n[\s\S]*?\n```\n+/;

/** The text of the last user message without what a gateway wrapped around it. */
export function userText(messages: readonly LlmMessage[]): string {
  const last = messages.findLast((message) => message.role === "user");
  let text = contentText(last?.content);
  for (let block = SENDER_BLOCK.exec(text); block !== null; block = SENDER_BLOCK.exec(text)) {
    text = text.slice(block[0].length);
  }
  return text.replace(TIME_STAMP, "").trim();
}

/** The text of a message's content, which is a string or an array of typed blocks. */
export function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((block: unknown) =>
      typeof block === "object" && block !== null && "text" in block ? String(block.text) : "",
    )
    .join("");
}
