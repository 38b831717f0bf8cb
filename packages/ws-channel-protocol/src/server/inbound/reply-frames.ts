import type { ChatResumeFrame, ChatStopFrame } from "../../frames/client-frames.js";
import type { Identity } from "../identity/identity.js";
import { isSafeId, SAFE_ID } from "../identity/ids.js";
import type { Peer } from "../peers/peer.js";
import type { EndedReply } from "../replies/ended-reply.js";
import { Turn } from "../replies/turn.js";

const MAX_RESUMED = 256;
const UNKNOWN = "There is no reply to this message here";

/** `chat.resume`: what became of replies that were open when the connection broke. */
export function resumeReplies(peer: Peer, identity: Identity, frame: ChatResumeFrame): void {
  if (frame.messageIds.length > MAX_RESUMED) {
    const error = `chat.resume: messageIds must be at most ${MAX_RESUMED}`;
    return peer.refuse({ code: "too_large", error, path: "messageIds" });
  }
  if (!frame.messageIds.every((id) => isSafeId(id))) {
    const error = `chat.resume: each of messageIds must be ${SAFE_ID}`;
    return peer.refuse({ code: "invalid_frame", error, path: "messageIds" });
  }
  for (const messageId of new Set(frame.messageIds)) {
    const reply = findReply(peer, identity, messageId);
    if (reply === undefined) {
      peer.refuse({ code: "unknown_message", error: UNKNOWN, messageId });
      continue;
    }
    reply.attach(peer);
    if (peer.hub.observed) {
      peer.hub.observe({ type: "resumed", connectionId: peer.id, messageId });
    }
  }
}

/** `chat.stop`: a reply that has ended meanwhile needs no answer. */
export function stopReply(peer: Peer, identity: Identity, { messageId }: ChatStopFrame): void {
  if (!isSafeId(messageId)) {
    const error = `chat.stop: messageId must be ${SAFE_ID}`;
    return peer.refuse({ code: "invalid_frame", error, path: "messageId" });
  }
  const reply = findReply(peer, identity, messageId);
  if (reply === undefined) {
    return peer.refuse({ code: "unknown_message", error: UNKNOWN, messageId });
  }
  if (reply instanceof Turn) reply.stop();
}

/** Replies belong to their sender, whatever connection asks. */
function findReply(
  peer: Peer,
  identity: Identity,
  messageId: string,
): Turn | EndedReply | undefined {
  const { replies } = peer.hub;
  const reply = replies.get(identity.senderId, messageId);
  if (reply !== undefined || peer.aliases === undefined) return reply;
  for (const alias of peer.aliases) {
    const other = replies.get(alias, messageId);
    if (other !== undefined) return other;
  }
  return undefined;
}
