import { CLOSE_CODE } from "../frames/close-codes.js";
import type { Hub } from "./hub.js";
import { endPeer } from "./peers/leave.js";

/** How long a peer may take to answer the close frame, in milliseconds. */
const GOODBYE_MS = 1000;

/** Lets what runs come to its end; what has not begun is given back, and what takes too long is aborted. */
export async function drain(hub: Hub, drainMs: number): Promise<void> {
  const { clock } = hub.settings;
  for (const turn of hub.lanes.takeWaiting()) turn.abandon("closing");
  if (hub.lanes.size === 0) return;
  hub.observe({ type: "draining", replies: hub.replies.open });
  if (drainMs > 0) {
    await new Promise<void>((resolve) => {
      const timer = clock.setTimeout(resolve, drainMs);
      hub.lanes.onIdle(() => {
        clock.clearTimeout(timer);
        resolve();
      });
    });
  }
  for (const turn of hub.lanes.running()) turn.abandon("closing");
}

/** Closes every connection, by force where the peer does not answer. */
export async function closePeers(hub: Hub): Promise<void> {
  const { peers, settings } = hub;
  for (const peer of peers.all()) endPeer(peer, CLOSE_CODE.restart, "The server is going away");
  if (peers.size === 0) return;
  await new Promise<void>((resolve) => {
    const timer = settings.clock.setTimeout(() => {
      for (const peer of peers.all()) peer.socket.terminate();
    }, GOODBYE_MS);
    peers.onEmpty(() => {
      settings.clock.clearTimeout(timer);
      resolve();
    });
  });
}
