import { encodeServerFrame } from "../frames/codec.js";
import type { Hub } from "./hub.js";

/** Who gets a pushed message: every connection of a sender, or every one that has joined a group. */
export type PushTarget =
  | { readonly senderId: string; readonly groupId?: undefined }
  | { readonly groupId: string; readonly senderId?: undefined };

/** Sends an unasked message. @returns how many connections it was sent to. */
export function push(
  hub: Hub,
  target: PushTarget,
  content: string,
  mediaUrls?: readonly string[],
): number {
  const { groupId } = target;
  const addressed =
    groupId === undefined ? hub.peers.of(target.senderId) : [...hub.groups.members(groupId)];
  // A connection that is being closed is there until the peer has answered.
  const peers = addressed.filter((peer) => peer.isOpen);
  if (peers.length > 0) {
    const text = encodeServerFrame({
      type: "chat.response",
      messageId: hub.nextId("m"),
      content,
      done: true,
      ...(mediaUrls === undefined ? {} : { mediaUrls: [...mediaUrls] }),
      groupId,
    });
    const frame = peers.length === 1 ? text : Buffer.from(text);
    for (const peer of peers) peer.send(frame);
  }
  if (hub.observed) hub.observe({ type: "pushed", reached: peers.length });
  return peers.length;
}
