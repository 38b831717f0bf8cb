import { sleep } from "@hawser/core";
import { authorOf, type GruprClient, type GruprMessage } from "@hawser/grupr-client";

const PAGE = 100;
/** Hubs that write whole seconds date a reply before what it answers. */
const BEFORE_MS = 1000;
/** How long a request may be on its way, and its message in coming into view, ms. */
const SETTLE_MS = 5000;
const LOOK_AGAIN_MS = 500;

/** What a reply is looked for by. */
export interface Sought {
  readonly gruprId: string;
  readonly reply: string;
  /** The message it answers. */
  readonly answers: GruprMessage;
  /** Ids of the agent's earlier messages: each answers something else. */
  readonly known: readonly string[];
  /** When it was handed to the hub, ms since the epoch by this machine's clock. */
  readonly postedAtMs: number;
  readonly signal: AbortSignal;
}

/**
 * Whether a reply is in the room: the process that posted it did not live to see the answer. Looks until
 * a request that was on its way then would have arrived.
 *
 * @throws the client's errors, and the signal's reason.
 */
export async function readBack(
  client: GruprClient,
  sought: Sought,
): Promise<GruprMessage | undefined> {
  for (;;) {
    const last = Date.now() - sought.postedAtMs >= SETTLE_MS;
    const found = await look(client, sought);
    if (found !== undefined || last) return found;
    await sleep(LOOK_AGAIN_MS, { signal: sought.signal });
  }
}

async function look(client: GruprClient, sought: Sought): Promise<GruprMessage | undefined> {
  const { gruprId, signal, answers } = sought;
  const met = new Set<string>();
  let after = new Date(Date.parse(answers.created_at) - BEFORE_MS);
  for (;;) {
    const page = await client.messages.list(gruprId, { after, limit: PAGE, signal });
    const fresh = page.filter((message) => !met.has(message.message_id));
    const found = fresh.find((message) => isIt(message, sought, client.agentId));
    if (found !== undefined) return found;
    for (const { message_id: id } of fresh) met.add(id);
    const end = Date.parse(page.at(-1)?.created_at ?? "");
    if (fresh.length === 0 || Number.isNaN(end)) return undefined;
    // The hub's "after" is strict, and times are not unique: begin a little before the last one.
    after = new Date(Math.max(after.getTime() + 1, end - 1));
  }
}

function isIt(message: GruprMessage, sought: Sought, agentId: string | undefined): boolean {
  const author = authorOf(message);
  if (author.kind !== "agent" || (agentId !== undefined && author.id !== agentId)) return false;
  if (sought.known.includes(message.message_id)) return false;
  return normal(message.content) === normal(sought.reply);
}

// A hub may tidy what it stores.
const normal = (text: string): string => text.replaceAll("\r\n", "\n").trim();
