import type { ChatSendFrame } from "../../frames/client-frames.js";
import type { Identity } from "../identity/identity.js";
import { cleanName, directSession, groupSession } from "../identity/ids.js";
import { speakerOf, type Speaker } from "../identity/speaker.js";
import type { ChannelMessage } from "../message.js";
import type { Peer, Refused } from "../peers/peer.js";
import { EndedReply } from "../replies/ended-reply.js";
import { fingerprint, saysTheSame, type Fingerprint } from "../replies/fingerprint.js";
import { Turn } from "../replies/turn.js";
import { admissionOf } from "./admission-of.js";
import { findFault } from "./message-fault.js";
import { letIn } from "./let-in.js";
import { grantSession } from "./session-grant.js";

const MAX_ALIASES = 256;

/** `chat.send`: checks what can be checked at once, and gives the message its place in its session. */
export function acceptMessage(
  peer: Peer,
  identity: Identity,
  frame: ChatSendFrame,
  bytes: number,
): void {
  const { hub } = peer;
  const { messageId } = frame;
  const refuse = (refused: Refused): void => peer.refuse({ ...refused, messageId });

  if (hub.phase !== "serving") {
    return refuse({ code: "closing", error: "The server is going away" });
  }
  const fault = findFault(frame);
  if (fault !== undefined) {
    // An id that is not fit to be kept is not fit to be repeated.
    return fault.path === "messageId" ? peer.refuse(fault) : refuse(fault);
  }
  const speaker = speakerOf(identity, frame);
  if (speaker === undefined) {
    const error = `You are ${identity.senderId} here and cannot speak as another`;
    return refuse({ code: "forbidden", error, path: "senderId" });
  }
  const retryAfterMs = hub.senders?.take(speaker.senderId, hub.now()) ?? 0;
  if (retryAfterMs > 0) {
    return refuse({ code: "rate_limited", error: "Too many messages", retryAfterMs });
  }
  const groupId = frame.chatType === "group" ? frame.groupId : undefined;
  const base = groupId === undefined ? directOf(peer, identity, speaker) : groupSession(groupId);
  const requested = frame.sessionKey === "" ? undefined : frame.sessionKey;
  if (requested !== undefined && !grantSession(requested, base, identity)) {
    const error = "sessionKey must be your own";
    return refuse({ code: "forbidden", error, path: "sessionKey" });
  }
  const sessionKey = requested ?? base;
  if (speaker.senderId !== identity.senderId) rememberAlias(peer, speaker.senderId);
  const mark = fingerprint(frame);
  const known = messageId === undefined ? undefined : hub.replies.get(speaker.senderId, messageId);
  if (known !== undefined && isSentAgain(peer, known, sessionKey, mark)) return;
  if (hub.lanes.isFull(sessionKey)) {
    return refuse({ code: "busy", error: "Too many messages wait in this session" });
  }
  const admission = admissionOf(hub, speaker, frame, peer.id);
  if ("code" in admission) return refuse(admission);
  const { access, sent: media, findMedia } = admission;
  const id = messageId ?? hub.nextId("m");
  const message = buildMessage(peer, speaker, frame, { sessionKey, messageId: id, media });
  if (hub.observed) {
    const { id: connectionId } = peer;
    hub.observe({ type: "message", connectionId, messageId: id, sessionKey, bytes });
  }
  const turn = new Turn(hub, peer, message, mark);
  hub.replies.add(turn);
  const admitted = letIn(peer, turn, message, frame, access);
  turn.enqueue({ message, admitted, findMedia });
  // One that was answered at once has nothing left to be told about.
  if (!turn.hasEnded) (peer.turns ??= new Set()).add(turn);
}

/** The session of a direct chat. That of the connection's own sender is made once. */
function directOf(peer: Peer, identity: Identity, { senderId }: Speaker): string {
  if (senderId !== identity.senderId) return directSession(senderId);
  return (peer.ownSession ??= directSession(senderId));
}

/**
 * A message that came before gets the reply it had, or has so far, and no second one. Under the id of an
 * ended reply something else is another message: clients of upstream may use an id again.
 */
function isSentAgain(
  peer: Peer,
  known: Turn | EndedReply,
  sessionKey: string,
  mark: Fingerprint,
): boolean {
  if (known.sessionKey === sessionKey && saysTheSame(known.fingerprint, mark)) {
    known.attach(peer);
    return true;
  }
  if (known instanceof EndedReply) {
    peer.hub.replies.forget(known);
    return false;
  }
  const error = "messageId is that of another message, which has not been answered yet";
  peer.refuse({ code: "invalid_frame", error, path: "messageId" });
  return true;
}

/** Pushes to a sender reach the connections it speaks through. */
function rememberAlias(peer: Peer, senderId: string): void {
  const aliases = (peer.aliases ??= new Set());
  if (aliases.has(senderId)) return;
  if (aliases.size >= MAX_ALIASES) {
    for (const oldest of aliases) {
      aliases.delete(oldest);
      peer.hub.peers.unlink(oldest, peer);
      break;
    }
  }
  aliases.add(senderId);
  peer.hub.peers.link(senderId, peer);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Field by field: nothing a client sends gets into a place that is not its own. */
function buildMessage(
  peer: Peer,
  speaker: Speaker,
  frame: ChatSendFrame,
  given: Pick<ChannelMessage, "sessionKey" | "messageId" | "media">,
): ChannelMessage {
  const message: Mutable<ChannelMessage> = {
    content: frame.content,
    sessionKey: given.sessionKey,
    senderId: speaker.senderId,
    chatType: frame.chatType ?? "direct",
    messageId: given.messageId,
    media: given.media,
    authenticated: speaker.authenticated,
    connectionId: peer.id,
  };
  if (speaker.senderName !== undefined) message.senderName = speaker.senderName;
  if (speaker.avatar !== undefined) message.avatar = speaker.avatar;
  if (speaker.authData !== undefined) message.authData = speaker.authData;
  if (frame.chatType === "group" && frame.groupId !== undefined) message.groupId = frame.groupId;
  const subject = cleanName(frame.groupSubject);
  if (subject !== undefined) message.groupSubject = subject;
  if (frame.replyToMessageId) message.replyToMessageId = frame.replyToMessageId;
  if (frame.replyToBody !== undefined) message.replyToBody = frame.replyToBody;
  if (frame.customData !== undefined) message.customData = frame.customData;
  if (frame.sessionKey) message.requestedSessionKey = frame.sessionKey;
  return message;
}
