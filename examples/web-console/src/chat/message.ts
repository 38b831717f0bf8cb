import { messageText, type ChatMessage } from "@hawser/gateway-client";

/** A message of a transcript, as the page shows it. */
export interface Message {
  /** The same at every reading of the transcript. */
  readonly id: string;
  /** `tool`: the result of a tool call. `system`: everything that neither person nor agent said. */
  readonly from: "person" | "agent" | "tool" | "system";
  readonly text: string;
  /** Names of the tools that the agent called in it. */
  readonly calls: readonly string[];
  /** ms since 1970. */
  readonly at: number | undefined;
  readonly failed: boolean;
}

const FROM: Readonly<Record<string, Message["from"]>> = {
  user: "person",
  assistant: "agent",
  toolResult: "tool",
  tool: "tool",
};

/** Reads a transcript. What has nothing to show, such as an empty mark, is left out. */
export function readMessages(messages: readonly ChatMessage[]): readonly Message[] {
  const seen = new Map<string, number>();
  return messages.flatMap((message) => {
    const read = readMessage(message, seen);
    return read.text === "" && read.calls.length === 0 ? [] : [read];
  });
}

function readMessage(message: ChatMessage, seen: Map<string, number>): Message {
  const { role = "assistant", timestamp, errorMessage, isError } = message;
  const text = messageText(message) ?? "";
  const failed = errorMessage !== undefined || isError === true;
  return {
    id: message.__openclaw?.id ?? numbered(`${role} ${timestamp ?? ""}`, seen),
    from: FROM[role] ?? "system",
    text: text === "" && errorMessage !== undefined ? errorMessage : text,
    calls: toolCalls(message),
    at: timestamp,
    failed,
  };
}

/** Older gateways give messages no ids: who and when tell them apart, and their order within that. */
function numbered(base: string, seen: Map<string, number>): string {
  const count = seen.get(base) ?? 0;
  seen.set(base, count + 1);
  return `${base} ${count}`;
}

function toolCalls({ content }: ChatMessage): readonly string[] {
  if (!Array.isArray(content)) return [];
  return content.flatMap(({ type, name }) =>
    (type === "toolCall" || type === "toolUse" || type === "tool_use") && name !== undefined
      ? [name]
      : [],
  );
}
