import { patiently, runRoom, type RoomOptions } from "./run-room.js";

/** How long an answer that is being worked on may still take when the daemon is told to leave, ms. */
const DRAIN_MS = 8000;

/** Following a room; `once`: leave after the first message that came. */
export interface FollowOptions extends RoomOptions {
  readonly once: boolean;
}

/**
 * Answers a room's messages until it is told to leave.
 *
 * @throws what {@link runRoom} throws.
 */
export async function followRoom(options: FollowOptions): Promise<void> {
  const first = new AbortController();
  await runRoom(options, {
    source: {},
    runner: { ...patiently, drainMs: DRAIN_MS },
    observe: ({ type }) => {
      if (options.once && (type === "ended" || type === "skipped")) first.abort();
    },
    end: first.signal,
  });
}
