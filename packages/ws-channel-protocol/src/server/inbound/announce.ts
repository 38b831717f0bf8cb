import { encodeServerFrame } from "../../frames/codec.js";
import type { ChatSendFrame } from "../../frames/client-frames.js";
import type { ChatMessageFrame } from "../../frames/server-frames.js";
import type { ChannelMessage } from "../message.js";
import type { Peer } from "../peers/peer.js";

/** Tells the group's other members what was said: encoded once for all of them. */
export function announceInGroup(
  from: Peer,
  message: ChannelMessage,
  { attachments }: ChatSendFrame,
): void {
  const { groupId, messageId, senderId, senderName, groupSubject, content } = message;
  if (groupId === undefined) return;
  const members = from.hub.groups.members(groupId);
  if (members.size - (members.has(from) ? 1 : 0) === 0) return;
  const frame: ChatMessageFrame = {
    type: "chat.message",
    messageId,
    groupId,
    groupSubject,
    senderId,
    senderName,
    content,
    replyToMessageId: message.replyToMessageId,
    replyToBody: message.replyToBody,
    // Field by field: what else a client put there is nobody's business, however deep it is. Names are
    // those that the agent gets, without folders.
    attachments: attachments?.map(({ mimeType, data }, index) => ({
      name: message.media[index]?.name,
      mimeType,
      data,
    })),
  };
  const encoded = Buffer.from(encodeServerFrame(frame));
  for (const peer of members) if (peer !== from) peer.send(encoded);
}
