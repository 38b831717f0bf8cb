import type { ChatMessage } from "../schemas/index.js";

interface TextBlock {
  readonly type?: unknown;
  readonly text?: unknown;
}

/**
 * The readable text of a message: content as a string, as blocks, or a bare `.text`; undefined when
 * the message carries no text of its own (tool calls only, no content).
 */
export function messageText(message: ChatMessage | undefined): string | undefined {
  if (message === undefined || message === null) return undefined;
  const content: unknown = message.content;
  if (typeof content === "string") return content;
  if (Array.isArray(content)) {
    let text: string | undefined;
    for (const block of content as readonly (TextBlock | string | null)[]) {
      if (typeof block === "string") text = (text ?? "") + block;
      else if (block?.type === "text" && typeof block.text === "string")
        text = (text ?? "") + block.text;
    }
    return text;
  }
  const bare = (message as { text?: unknown }).text;
  return typeof bare === "string" ? bare : undefined;
}

/** Tool and system messages end a run like any other, but they are not its text. */
export function isAssistant(message: ChatMessage | undefined): boolean {
  return message?.role === undefined || message.role === "assistant";
}
