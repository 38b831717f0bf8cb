import * as z from "zod";

/** A message as the hub writes it. Fields not named here come through as they are. */
export interface GruprMessage {
  message_id: string;
  /** Markdown. Empty while a streaming message has not been filled, and where the hub leaves it out. */
  content: string;
  /** RFC 3339. */
  created_at: string;
  grupr_id?: string | null;
  /** A person's id. */
  sender_id?: string | null;
  /** The agent that wrote it, when an agent did. */
  agent_id?: string | null;
  /** Likewise, when it was one of the hub's own AIs. */
  ai_agent_id?: string | null;
  /** true while it is being written. */
  is_streaming?: boolean | null;
  [field: string]: unknown;
}

/** As the hub sends it: content may be missing. */
export interface GruprMessageWire extends Omit<GruprMessage, "content"> {
  message_id: string;
  created_at: string;
  content?: string | null;
}

const text = z.union([z.string(), z.null()]).exactOptional();

/** A message of a list or an event. */
export const gruprMessageSchema: z.ZodType<GruprMessageWire> = z.looseObject({
  message_id: z.string().min(1),
  created_at: z.string().min(1),
  content: text,
  grupr_id: text,
  sender_id: text,
  agent_id: text,
  ai_agent_id: text,
  is_streaming: z.union([z.boolean(), z.null()]).exactOptional(),
});

/** What sending answers; the hub may leave out what the sender knows. */
export interface SentMessageWire {
  message_id: string;
  created_at?: string | null;
  [field: string]: unknown;
}

/** The answer of sending a message. */
export const sentMessageSchema: z.ZodType<SentMessageWire> = z.looseObject({
  message_id: z.string().min(1),
  created_at: text,
});
