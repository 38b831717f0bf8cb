import { decodeClientFrame } from "../../frames/codec.js";
import type { ClientFrame } from "../../frames/client-frames.js";
import { CLOSE_CODE } from "../../frames/close-codes.js";
import type { Identity } from "../identity/identity.js";
import { TokenBucket } from "../limits/token-bucket.js";
import { endPeer } from "../peers/leave.js";
import type { Peer } from "../peers/peer.js";
import { acceptMessage } from "./accept-message.js";
import { joinGroup, leaveGroup } from "./group-frames.js";
import { resumeReplies, stopReply } from "./reply-frames.js";
import { readMessageId, refuseUnreadable } from "./unreadable.js";

/** What may be held for a connection that is being authenticated; beyond it, reading pauses. */
const MAX_HELD = 32;
const MAX_HELD_BYTES = 256 * 1024;
const FORGIVEN_PER_SECOND = 1;

/** Takes one message off a connection. */
export function receive(peer: Peer, data: Buffer): void {
  const { state } = peer;
  if (state.status === "closed" || !isInRate(peer, data)) return;
  if (state.status === "open") return handle(peer, state.identity, data);
  state.held.push(data);
  state.heldBytes += data.length;
  if (state.held.length >= MAX_HELD || state.heldBytes >= MAX_HELD_BYTES) peer.socket.pause();
}

/** Handles what came while the connection was being authenticated, in order. */
export function handleHeld(peer: Peer, held: readonly Buffer[]): void {
  for (const data of held) {
    if (peer.state.status !== "open") return;
    handle(peer, peer.state.identity, data);
  }
}

function handle(peer: Peer, identity: Identity, data: Buffer): void {
  let frame: ClientFrame;
  try {
    frame = decodeClientFrame(data);
  } catch (error) {
    return refuseUnreadable(peer, data, error);
  }
  switch (frame.type) {
    case "chat.send":
      return acceptMessage(peer, identity, frame, data.length);
    case "chat.resume":
      return resumeReplies(peer, identity, frame);
    case "chat.stop":
      return stopReply(peer, identity, frame);
    case "chat.join":
      return joinGroup(peer, identity, frame);
    case "chat.leave":
      return leaveGroup(peer, frame);
    default:
      frame satisfies never;
  }
}

function isInRate(peer: Peer, data: Buffer): boolean {
  const { connectionRate, closeAfterRefusals } = peer.hub.settings;
  if (connectionRate === undefined) return true;
  const now = peer.hub.now();
  const wait = (peer.messages ??= new TokenBucket(connectionRate, now)).take(connectionRate, now);
  if (wait === 0) return true;
  const patience = { perSecond: FORGIVEN_PER_SECOND, burst: closeAfterRefusals };
  if ((peer.refusals ??= new TokenBucket(patience, now)).take(patience, now) > 0) {
    endPeer(peer, CLOSE_CODE.policy, "Too many messages");
    return false;
  }
  const messageId = readMessageId(data);
  peer.refuse({ code: "rate_limited", error: "Too many messages", messageId, retryAfterMs: wait });
  return false;
}
