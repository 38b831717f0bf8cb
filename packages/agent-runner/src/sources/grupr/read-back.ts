import { sleep, type Clock } from "@hawser/core";
import type { GruprClient, GruprMessage } from "@hawser/grupr-client";

/** Hubs that write whole seconds date a reply before what it answers. */
const BEFORE_MS = 1000;
/** How long a request may be on its way, and its message in coming into view, ms. */
const SETTLE_MS = 5000;
const LOOK_AGAIN_MS = 500;

/** What a reply is looked for by. */
export interface Sought {
  readonly gruprId: string;
  readonly text: string;
  /** The message it answers. */
  readonly answers: GruprMessage;
  /** Ids of the agent's earlier messages: each answers something else. */
  readonly known: Iterable<string>;
  /** When it was handed to the hub, ms since 1970 by this machine's clock. */
  readonly since: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Whether a reply is in the room: whoever posted it did not learn what became of it. Looks until a
 * request that was on its way then would have arrived.
 *
 * @throws the client's errors, and the signal's reason.
 */
export async function readBack(
  client: GruprClient,
  sought: Sought,
): Promise<GruprMessage | undefined> {
  const { gruprId, text, answers, known, since, clock, signal } = sought;
  const after = new Date(Date.parse(answers.created_at) - BEFORE_MS);
  const except = [...known];
  for (;;) {
    const last = clock.now() - since >= SETTLE_MS;
    const found = await client.messages.findSent(gruprId, text, { after, except, signal });
    if (found !== undefined || last) return found;
    await sleep(LOOK_AGAIN_MS, { clock, signal });
  }
}
