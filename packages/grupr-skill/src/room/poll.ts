import { MemoryStore, type Task } from "@hawser/agent-runner";
import type { StreamState } from "@hawser/grupr-client";
import { questionOf } from "./question.js";
import { reasonOf } from "./reasons.js";
import { once, runRoom, type RoomOptions } from "./run-room.js";

/** How long the hub is waited for, ms. */
const PATIENCE_MS = 30_000;

/** What a poll has come to. */
export interface PollResult {
  readonly messages: number;
  /** A message could not be answered: it is still there the next time. */
  readonly left: boolean;
}

/** What a poll needs; `dryRun` asks nobody, posts nothing and leaves the cursor where it is. */
export interface PollOptions extends RoomOptions {
  readonly dryRun: boolean;
}

/**
 * Takes care of what there is, and ends.
 *
 * @throws what {@link runRoom} throws; Error when the hub cannot be read in time.
 */
export async function pollRoom(options: PollOptions): Promise<PollResult> {
  const { leave, watch } = options;
  const end = new AbortController();
  let [messages, left] = [0, false];
  let failure: Error | undefined;
  const patience = setTimeout(() => {
    failure ??= new Error(`The hub could not be read within ${PATIENCE_MS / 1000} s.`);
    end.abort();
  }, PATIENCE_MS);
  const onState = (state: StreamState): void => {
    failure = state.status === "retrying" ? state.error : undefined;
  };
  try {
    await runRoom(options.dryRun ? dry(options) : options, {
      source: { whenCaughtUp: "end", failed: "again", onState },
      runner: { ...once, drainMs: Infinity },
      observe: (event) => {
        if (event.type === "accepted" || event.type === "skipped") {
          clearTimeout(patience);
          failure = undefined;
        }
        const isOver = event.type === "ended" && event.outcome !== "released";
        if (isOver || event.type === "skipped") messages += 1;
        if (event.type !== "ended" || event.outcome === "replied") return;
        left = true;
        end.abort();
        if (event.outcome !== "undelivered") return;
        const { id: message_id } = event.task;
        watch({ event: "unanswered", message_id, reason: reasonOf(event.error) });
      },
      end: end.signal,
    });
  } finally {
    clearTimeout(patience);
  }
  if (failure !== undefined && !leave.aborted) throw failure;
  return { messages, left: left || leave.aborted };
}

/** The same with an agent that only shows its question, and nothing to write to. */
function dry(options: PollOptions): PollOptions {
  const { watch, state } = options;
  return {
    ...options,
    state: { state: state.state, update: () => Promise.resolve() },
    store: new MemoryStore(),
    watch: (event) => {
      if (event.event !== "asking" && event.event !== "silent") watch(event);
    },
    agent: (task: Task) => {
      const { id: message_id, speaker } = task;
      const from = speaker.name ?? "A person";
      watch({ event: "would-ask", message_id, from, text: questionOf(task) });
    },
  };
}
