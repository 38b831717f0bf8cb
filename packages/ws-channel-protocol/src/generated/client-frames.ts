// Generated from the schemas by scripts/generate-validators: run `pnpm generate` after changing them.
import { isArrayOf, isObject, type Spec } from "./check.js";

const chatAttachmentSpec: Spec = { name: "s", "mimeType!": "s1", "data!": "s" };

const chatSendSpec: Spec = {
  "type!": "=chat.send",
  "content!": "s",
  messageId: "s1",
  senderId: "s1",
  senderName: "s",
  chatType: "=direct|group",
  groupId: "s",
  groupSubject: "s",
  replyToMessageId: "s",
  replyToBody: "s",
  mediaPath: "s",
  mediaType: "s",
  mediaPaths: ["s"],
  mediaTypes: ["s"],
  customData: { "*": "u" },
  sessionKey: "s",
  attachments: [chatAttachmentSpec],
};

const chatResumeSpec: Spec = { "type!": "=chat.resume", "messageIds!": ["s1"] };

const chatStopSpec: Spec = { "type!": "=chat.stop", "messageId!": "s1" };

const chatJoinSpec: Spec = { "type!": "=chat.join", "groupId!": "s1", groupSubject: "s" };

const chatLeaveSpec: Spec = { "type!": "=chat.leave", "groupId!": "s1" };

const isChatAttachment = (value: unknown): boolean =>
  isObject(value) &&
  (value.name === undefined || typeof value.name === "string") &&
  typeof value.mimeType === "string" &&
  value.mimeType !== "" &&
  typeof value.data === "string";

const isChatSend = (value: unknown): boolean =>
  isObject(value) &&
  value.type === "chat.send" &&
  typeof value.content === "string" &&
  (value.messageId === undefined ||
    (typeof value.messageId === "string" && value.messageId !== "")) &&
  (value.senderId === undefined || (typeof value.senderId === "string" && value.senderId !== "")) &&
  (value.senderName === undefined || typeof value.senderName === "string") &&
  (value.chatType === undefined || value.chatType === "direct" || value.chatType === "group") &&
  (value.groupId === undefined || typeof value.groupId === "string") &&
  (value.groupSubject === undefined || typeof value.groupSubject === "string") &&
  (value.replyToMessageId === undefined || typeof value.replyToMessageId === "string") &&
  (value.replyToBody === undefined || typeof value.replyToBody === "string") &&
  (value.mediaPath === undefined || typeof value.mediaPath === "string") &&
  (value.mediaType === undefined || typeof value.mediaType === "string") &&
  (value.mediaPaths === undefined ||
    isArrayOf(value.mediaPaths, (item) => typeof item === "string")) &&
  (value.mediaTypes === undefined ||
    isArrayOf(value.mediaTypes, (item) => typeof item === "string")) &&
  (value.customData === undefined ||
    (isObject(value.customData) && isArrayOf(Object.values(value.customData), (item) => true))) &&
  (value.sessionKey === undefined || typeof value.sessionKey === "string") &&
  (value.attachments === undefined || isArrayOf(value.attachments, isChatAttachment));

export const clientFrameSpecs: { readonly [name: string]: Spec } = {
  "chat.send": chatSendSpec,
  "chat.resume": chatResumeSpec,
  "chat.stop": chatStopSpec,
  "chat.join": chatJoinSpec,
  "chat.leave": chatLeaveSpec,
};

export const clientFrameChecks: { readonly [name: string]: (value: unknown) => boolean } = {
  "chat.send": isChatSend,
};
