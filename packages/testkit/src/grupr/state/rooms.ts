import { randomUUID } from "node:crypto";
import { idOfName, type GruprAgent } from "./people.js";
import type { TimeStamps } from "./time-stamps.js";

/** A message as the hub gives it out. */
export interface GruprHubMessage {
  readonly message_id: string;
  readonly grupr_id: string;
  readonly content: string;
  /** A person's id. */
  readonly sender_id: string | null;
  readonly sender_name: string;
  /** Set for an agent's message. */
  readonly agent_id: string | null;
  /** Set for a message of one of the hub's own AIs. */
  readonly ai_agent_id: string | null;
  /** RFC 3339. */
  readonly created_at: string;
  /** true while it is being written; its content may be empty until then. */
  readonly is_streaming?: boolean;
  readonly [field: string]: unknown;
}

/** What a scripted person, agent or AI says. */
export interface GruprSay {
  /** A person's name (the same name is always the same person), or an agent of this hub. */
  readonly from?: string | GruprAgent;
  readonly content: string;
  /** `from` names one of the hub's own AIs: the message has an `ai_agent_id`. */
  readonly ai?: boolean;
  /** RFC 3339; default: now. An earlier time is a message that shows up late. */
  readonly createdAt?: string;
  /** More fields of the message. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** A stored message; what is shown of it is written when it is asked for. */
export interface StoredMessage {
  readonly at: bigint;
  readonly order: number;
  shown: GruprHubMessage;
  /** Lists leave it out while this is above 0, and count it down at each read. */
  hiddenReads: number;
}

interface Room {
  readonly id: string;
  readonly agents: Set<string>;
  readonly messages: StoredMessage[];
}

/** Rooms, who is in them, and what was said. */
export class Rooms {
  readonly #rooms = new Map<string, Room>();
  readonly #stamps: TimeStamps;
  #order = 0;

  constructor(stamps: TimeStamps) {
    this.#stamps = stamps;
  }

  add(agentIds: readonly string[]): string {
    const id = randomUUID();
    this.#rooms.set(id, { id, agents: new Set(agentIds), messages: [] });
    return id;
  }

  has(id: string): boolean {
    return this.#rooms.has(id);
  }

  members(id: string): Set<string> {
    return this.#room(id).agents;
  }

  messages(id: string): readonly StoredMessage[] {
    return this.#room(id).messages;
  }

  /** Stores a message. `at`: microseconds, when it is not now. */
  store(roomId: string, say: GruprSay, at: bigint = this.#stamps.next()): StoredMessage {
    const room = this.#room(roomId);
    const shown: GruprHubMessage = {
      message_id: randomUUID(),
      grupr_id: roomId,
      content: say.content,
      ...authorOf(say),
      created_at: this.#stamps.write(at),
      ...say.fields,
    };
    const stored: StoredMessage = { at, order: ++this.#order, shown, hiddenReads: 0 };
    room.messages.push(stored);
    room.messages.sort((a, b) => (a.at === b.at ? a.order - b.order : a.at < b.at ? -1 : 1));
    return stored;
  }

  #room(id: string): Room {
    const room = this.#rooms.get(id);
    if (room === undefined) throw new Error(`this hub has no grupr ${id}`);
    return room;
  }
}

function authorOf(
  say: GruprSay,
): Pick<GruprHubMessage, "sender_id" | "sender_name" | "agent_id" | "ai_agent_id"> {
  const from = say.from ?? "Ada";
  if (typeof from !== "string") {
    return { sender_id: null, sender_name: from.name, agent_id: from.id, ai_agent_id: null };
  }
  const id = idOfName(from);
  return say.ai === true
    ? { sender_id: null, sender_name: from, agent_id: null, ai_agent_id: id }
    : { sender_id: id, sender_name: from, agent_id: null, ai_agent_id: null };
}
