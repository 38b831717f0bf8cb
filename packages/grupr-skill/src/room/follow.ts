import type { GruprClient, StreamState } from "@hawser/grupr-client";
import type { Brain } from "../brain/brain.js";
import type { StateFile } from "../files/state-file.js";
import { Answerer } from "./answerer.js";
import type { RoomEvent, Watcher } from "./events.js";
import { RoomCursor } from "./room-cursor.js";

/** How long an answer that is being worked on may still take when the daemon is told to leave, ms. */
const DRAIN_MS = 8000;

/** What following a room needs. */
export interface FollowOptions {
  readonly gruprId: string;
  readonly client: GruprClient;
  readonly brain: Brain;
  readonly state: StateFile;
  readonly watch: Watcher;
  /** Told to leave: what is being answered may end within {@link DRAIN_MS}. */
  readonly leave: AbortSignal;
  /** Not even that. */
  readonly hurry: AbortSignal;
  /** Leave after the first message that came. */
  readonly once: boolean;
}

/**
 * Answers a room's messages until it is told to leave.
 *
 * @throws AuthError; other errors of the hub that trying again cannot mend; what writing the state throws.
 */
export async function followRoom(options: FollowOptions): Promise<void> {
  const { gruprId, client, state, leave, hurry } = options;
  const cursor = new RoomCursor(state);
  const ended = new AbortController();
  const deadline = drainDeadline(leave, ended.signal);
  const signal = AbortSignal.any([hurry, deadline]);
  const answerer = new Answerer({ ...options, signal, once: false });
  try {
    const stream = client.stream(gruprId, {
      cursor,
      signal: leave,
      onState: (state) => tellLine(state, options),
    });
    for await (const delivery of stream) {
      const { message } = delivery;
      if ((await answerer.take(message)) === "left") return;
      cursor.settle(message.message_id);
      await delivery.ack();
      if (options.once) return;
    }
  } catch (error) {
    // Leaving in the middle of an answer is no failure: it comes again.
    if (!leave.aborted && !hurry.aborted) throw error;
    if (error !== leave.reason && error !== signal.reason) throw error;
  } finally {
    ended.abort();
  }
}

function tellLine(state: StreamState, { watch, state: file }: FollowOptions): void {
  const event: RoomEvent = {
    event: "line",
    line: state.status,
    ...("error" in state && { reason: state.error.message }),
    ...("delayMs" in state && { delay_ms: state.delayMs }),
  };
  watch(event);
  const error = state.status === "retrying" ? state.error.message : undefined;
  file
    .update(({ report }) => ({
      report: {
        ...report,
        line: state.status,
        ...(error !== undefined && {
          last_error: error,
          last_error_at: new Date().toISOString(),
        }),
      },
    }))
    // The next write that matters fails as well, and is told of.
    .catch(() => undefined);
}

/** Aborts {@link DRAIN_MS} after `leave` did, unless everything has ended by then. */
function drainDeadline(leave: AbortSignal, ended: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const begin = (): void => {
    const timer = setTimeout(() => controller.abort(leave.reason), DRAIN_MS);
    ended.addEventListener("abort", () => clearTimeout(timer), { once: true });
  };
  if (leave.aborted) begin();
  else leave.addEventListener("abort", begin, { once: true, signal: ended });
  return controller.signal;
}
