import type { LlmMessage } from "./types.js";

/** What gateways put around the user's words, and as user messages of their own beside them. */
const WRAPPINGS: readonly RegExp[] = [
  // Protocol 4: a message of its own after the user's.
  /<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>[\s\S]*?<<<END_OPENCLAW_INTERNAL_CONTEXT>>>/g,
  // Protocol 4: the last paragraph of a session's first message.
  /\n\nRuntime: agent=[^\n]*$/,
  // Protocol 3: fenced JSON about the sender, before the words.
  /^(?:[^\n]*\(untrusted metadata\):\n```json\n[\s\S]*?\n```\s*)+/,
  // Both: the time, right before the words.
  /^\[[A-Z][a-z]{2} \d{4}-\d{2}-\d{2} \d{2}:\d{2}[^\]]*\] ?/,
];

/** The text of the last user message that says something, without what a gateway wrapped around it. */
export function userText(messages: readonly LlmMessage[]): string {
  return messages.map(ownWords).findLast((text) => text !== "") ?? "";
}

/** The result of the tool the model called last; undefined once the user has spoken after it. */
export function toolResult(messages: readonly LlmMessage[]): string | undefined {
  const last = messages.findLast((message) => message.role === "tool" || ownWords(message) !== "");
  return last?.role === "tool" ? contentText(last.content) : undefined;
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

function ownWords(message: LlmMessage): string {
  if (message.role !== "user") return "";
  let text = contentText(message.content);
  for (const wrapping of WRAPPINGS) text = text.replace(wrapping, "").trim();
  return text;
}
