import { commandLineOf, isProcessRunning } from "@hawser/core/node";
import { hostname } from "node:os";
import type { RoomState } from "../files/room-state.js";

/**
 * Whether the process that a state names is that room's daemon, and not one that was given its pid later.
 * Upstream's state does not say when it began: then its command line must be a daemon's for this room.
 */
export async function isDaemon(
  gruprId: string,
  state: Pick<RoomState, "pid" | "process">,
): Promise<boolean> {
  const { pid, process: born } = state;
  if (pid === undefined) return false;
  const identity = { pid, host: hostname(), ...(born !== undefined && { born }) };
  if ((await isProcessRunning(identity)) !== true) return false;
  if (born !== undefined) return true;
  const line = await commandLineOf(pid);
  return line !== undefined && line.includes("stream") && line.includes(gruprId);
}
