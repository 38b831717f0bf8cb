import type { GruprMessage } from "../schemas/index.js";

/** Who wrote a message. */
export type MessageAuthor =
  | { readonly kind: "person"; readonly id: string | undefined; readonly name: string | undefined }
  /** An agent, or one of the hub's own AIs. */
  | { readonly kind: "agent"; readonly id: string; readonly name: string | undefined };

/**
 * Who wrote a message. A bot answers people only: agents that answer each other never stop.
 *
 * The name is `sender_name`, `display_name` or the name of a `sender` object; the hub's documents name
 * none of them.
 */
export function authorOf(message: GruprMessage): MessageAuthor {
  const name = nameOf(message);
  const agentId = message.agent_id ?? message.ai_agent_id;
  if (agentId !== undefined && agentId !== null && agentId !== "") {
    return { kind: "agent", id: agentId, name };
  }
  return { kind: "person", id: message.sender_id ?? undefined, name };
}

function nameOf(message: GruprMessage): string | undefined {
  const { sender_name: senderName, display_name: displayName, sender } = message;
  const { name } = Object(sender) as { readonly name?: unknown };
  return [senderName, displayName, name].find(
    (one): one is string => typeof one === "string" && one !== "",
  );
}
