import { authorOf, type GruprClient, type GruprMessage } from "@hawser/grupr-client";
import { wrap } from "../brain/wrap.js";
import { Answerer } from "./answerer.js";
import type { FollowOptions } from "./follow.js";
import { RoomCursor } from "./room-cursor.js";

/** How long the hub is waited for, ms. */
const PATIENCE_MS = 30_000;

/** What a poll has come to. */
export interface PollResult {
  readonly messages: number;
  /** A message could not be answered: it is still there the next time. */
  readonly left: boolean;
}

/** What a poll needs; `dryRun` asks nobody, posts nothing and leaves the cursor where it is. */
export interface PollOptions extends Omit<FollowOptions, "once"> {
  readonly dryRun: boolean;
}

/**
 * Takes care of what there is, and ends.
 *
 * @throws the client's errors; TimeoutError when the hub cannot be read in time.
 */
export async function pollRoom(options: PollOptions): Promise<PollResult> {
  const { gruprId, client, state, watch, leave, dryRun } = options;
  const cursor = new RoomCursor(state);
  const answerer = new Answerer({ ...options, signal: options.hurry, once: true });
  let messages = 0;
  const caughtUp = new AbortController();
  const signal = AbortSignal.any([leave, caughtUp.signal]);
  const store = dryRun ? { load: () => cursor.load(), save: () => Promise.resolve() } : cursor;
  let failure: Error | undefined;
  const patience = setTimeout(() => {
    failure ??= new Error(`The hub could not be read within ${PATIENCE_MS / 1000} s.`);
    caughtUp.abort();
  }, PATIENCE_MS);
  try {
    const stream = client.stream(gruprId, {
      cursor: store,
      signal,
      onState: (state) => {
        // Told after a read: everything there was has been given out.
        if (state.status !== "retrying") caughtUp.abort();
        else failure = state.error;
      },
    });
    for await (const delivery of stream) {
      const { message } = delivery;
      clearTimeout(patience);
      failure = undefined;
      messages += 1;
      if (dryRun) {
        preview(message, client, watch);
        continue;
      }
      if ((await answerer.take(message)) === "left") return { messages, left: true };
      cursor.settle(message.message_id);
      await delivery.ack();
    }
  } catch (error) {
    if (error !== leave.reason) throw error;
  } finally {
    clearTimeout(patience);
  }
  if (failure !== undefined && !leave.aborted) throw failure;
  return { messages, left: leave.aborted };
}

function preview(message: GruprMessage, client: GruprClient, watch: FollowOptions["watch"]): void {
  const author = authorOf(message);
  const { message_id: id } = message;
  if (author.kind === "agent") {
    const because = author.id === client.agentId ? "own" : "agent";
    watch({ event: "skipped", message_id: id, because });
  } else if (message.content.trim() === "") {
    watch({ event: "skipped", message_id: id, because: "empty" });
  } else {
    const from = author.name ?? "A person";
    watch({ event: "would-ask", message_id: id, from, text: wrap(message) });
  }
}
