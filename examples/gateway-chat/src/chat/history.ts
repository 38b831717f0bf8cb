import {
  type ChatHistoryResult,
  type ChatMessage,
  type ContentBlock,
  messageText,
} from "@hawser/gateway-client";
import type { Screen } from "../terminal/screen.js";
import { oneLine, wrap } from "../text/line-wrapper.js";
import { printUser } from "./conversation.js";
import { toolText } from "./tool-text.js";

/** Messages shown when a session is opened. */
export const SHOWN = 20;

/** Shows what was said in a session before. */
export function printHistory(history: ChatHistoryResult, screen: Screen): void {
  const { colors } = screen;
  const { messages, hasMore, totalMessages } = history;
  const older = totalMessages === undefined ? 0 : totalMessages - messages.length;
  if (hasMore === true || older > 0) {
    screen.print(colors.dim(`… ${older > 0 ? `${older} ` : ""}older messages`));
  }
  for (const message of messages) printMessage(message, screen);
}

function printMessage(message: ChatMessage, screen: Screen): void {
  const { colors, width } = screen;
  const text = messageText(message)?.trimEnd() ?? "";
  switch (message.role) {
    case "user":
      // What the gateway itself tells the agent comes in the user's name.
      if (text.startsWith("[System]")) screen.notice(colors.dim(`· ${oneLine(text, width - 4)}`));
      else if (text !== "") printUser(screen, text);
      return;
    case "assistant":
      if (text !== "") {
        screen.gap();
        screen.print(...wrap(text, width));
      }
      for (const call of toolCalls(message)) {
        screen.gap();
        screen.print(colors.dim(`⚙ ${toolText(call.name ?? "tool", call.arguments, width - 4)}`));
      }
      return;
    case "toolResult":
      if (text !== "") screen.print(colors.dim(`  → ${oneLine(text, width - 6)}`));
      return;
    default:
      // System messages are for the agent.
      return;
  }
}

function toolCalls({ content }: ChatMessage): readonly ContentBlock[] {
  return Array.isArray(content) ? content.filter((block) => block.type === "toolCall") : [];
}
