import * as z from "zod";
import type {
  ChatAttachment,
  ChatJoinFrame,
  ChatLeaveFrame,
  ChatResumeFrame,
  ChatSendFrame,
  ChatStopFrame,
} from "../frames/client-frames.js";

const id = z.string().min(1);
const text = z.string().optional();
const texts = z.array(z.string()).optional();

export const chatAttachmentSchema: z.ZodType<ChatAttachment> = z.looseObject({
  name: text,
  mimeType: z.string().min(1),
  data: z.string(),
});

export const chatSendSchema: z.ZodType<ChatSendFrame> = z.looseObject({
  type: z.literal("chat.send"),
  content: z.string(),
  messageId: id.optional(),
  senderId: id.optional(),
  senderName: text,
  chatType: z.enum(["direct", "group"]).optional(),
  groupId: text,
  groupSubject: text,
  replyToMessageId: text,
  replyToBody: text,
  mediaPath: text,
  mediaType: text,
  mediaPaths: texts,
  mediaTypes: texts,
  customData: z.record(z.string(), z.unknown()).optional(),
  sessionKey: text,
  attachments: z.array(chatAttachmentSchema).optional(),
});

export const chatResumeSchema: z.ZodType<ChatResumeFrame> = z.looseObject({
  type: z.literal("chat.resume"),
  messageIds: z.array(id),
});

export const chatStopSchema: z.ZodType<ChatStopFrame> = z.looseObject({
  type: z.literal("chat.stop"),
  messageId: id,
});

export const chatJoinSchema: z.ZodType<ChatJoinFrame> = z.looseObject({
  type: z.literal("chat.join"),
  groupId: id,
  groupSubject: text,
});

export const chatLeaveSchema: z.ZodType<ChatLeaveFrame> = z.looseObject({
  type: z.literal("chat.leave"),
  groupId: id,
});

/** By `type`. */
export const clientFrameSchemas: {
  readonly "chat.send": z.ZodType<ChatSendFrame>;
  readonly "chat.resume": z.ZodType<ChatResumeFrame>;
  readonly "chat.stop": z.ZodType<ChatStopFrame>;
  readonly "chat.join": z.ZodType<ChatJoinFrame>;
  readonly "chat.leave": z.ZodType<ChatLeaveFrame>;
} = {
  "chat.send": chatSendSchema,
  "chat.resume": chatResumeSchema,
  "chat.stop": chatStopSchema,
  "chat.join": chatJoinSchema,
  "chat.leave": chatLeaveSchema,
};
