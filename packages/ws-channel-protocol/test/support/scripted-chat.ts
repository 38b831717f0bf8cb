import { ManualClock } from "@hawser/core/testing";
import type { WsChannelClient } from "../../src/client/index.js";
import { connected } from "./client.js";
import { startScripted, type Peer } from "./scripted-server.js";

/** A client whose time stands still, and the other end of its connection, which does as it is told. */
export async function startScriptedChat(
  options: { features?: readonly string[]; replyIdleMs?: number } = {},
): Promise<{ client: WsChannelClient; peer: Peer; clock: ManualClock }> {
  const clock = new ManualClock();
  const server = await startScripted((peer) => {
    peer.banner(options.features);
  });
  const client = await connected({ url: server.url, clock, replyIdleMs: options.replyIdleMs });
  return { client, peer: await server.next(), clock };
}
