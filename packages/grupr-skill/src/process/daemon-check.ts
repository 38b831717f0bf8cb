import type { RoomState } from "../files/room-state.js";
import { commandLineOf, isRunning } from "./identity.js";

/**
 * Whether the process that a state names is that room's daemon, and not one that was given its pid later.
 * Upstream's state does not say when it began: then its command line must be a daemon's for this room.
 */
export async function isDaemon(
  gruprId: string,
  state: Pick<RoomState, "pid" | "process">,
): Promise<boolean> {
  const { pid, process: identity } = state;
  if (pid === undefined || !(await isRunning({ pid, process: identity }))) return false;
  if (identity !== undefined) return true;
  const line = await commandLineOf(pid);
  return line !== undefined && line.includes("stream") && line.includes(gruprId);
}
