import type { Moment } from "../cursor/time.js";
import type { GruprMessage } from "../schemas/index.js";
import { authorOf } from "./author.js";
import { readPages, type ReadPage } from "./pages.js";

/** What {@link findSent} looks for. */
export interface Sought {
  readonly content: string;
  /** Undefined: a message of any agent will do. */
  readonly agentId: string | undefined;
  /** Strictly after this. */
  readonly after: Moment;
  /** Ids of messages that are somebody else's answer. */
  readonly taken: ReadonlySet<string>;
}

/** The first message of the agent with that content. */
export async function findSent(read: ReadPage, sought: Sought): Promise<GruprMessage | undefined> {
  const wanted = normal(sought.content);
  for await (const rows of readPages(read, sought.after, 100, () => undefined)) {
    for (const { id, at, message } of rows) {
      if (at <= sought.after || sought.taken.has(id)) continue;
      if (normal(message.content) === wanted && isOurs(message, sought.agentId)) return message;
    }
  }
  return undefined;
}

function isOurs(message: GruprMessage, agentId: string | undefined): boolean {
  const author = authorOf(message);
  return author.kind === "agent" && (agentId === undefined || author.id === agentId);
}

// A hub may tidy what it stores.
const normal = (text: string): string => text.replaceAll("\r\n", "\n").trim();
