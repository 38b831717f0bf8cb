import * as z from "zod";
import type {
  ChatErrorFrame,
  ChatMessageFrame,
  ChatResponseFrame,
  ChatStreamFrame,
  ChatTypingFrame,
  ServerInfo,
} from "../frames/server-frames.js";
import { chatAttachmentSchema } from "./client-frames.js";

const text = z.string().optional();
const flag = z.boolean().optional();

export const serverInfoSchema: z.ZodType<ServerInfo> = z.looseObject({
  name: z.string(),
  features: z.array(z.string()),
  maxPayload: z.int().min(1).optional(),
  instance: text,
  resumeTtlMs: z.number().min(0).optional(),
});

export const chatTypingSchema: z.ZodType<ChatTypingFrame> = z.looseObject({
  type: z.literal("chat.typing"),
  messageId: text,
  groupId: text,
});

export const chatStreamSchema: z.ZodType<ChatStreamFrame> = z.looseObject({
  type: z.literal("chat.stream"),
  messageId: text,
  content: z.string(),
  done: flag,
  groupId: text,
});

export const chatResponseSchema: z.ZodType<ChatResponseFrame> = z.looseObject({
  type: z.literal("chat.response"),
  messageId: text,
  content: z.string(),
  done: flag,
  mediaUrls: z.array(z.string()).optional(),
  groupId: text,
  server: serverInfoSchema.optional(),
  senderId: text,
});

export const chatErrorSchema: z.ZodType<ChatErrorFrame> = z.looseObject({
  type: z.literal("chat.error"),
  messageId: text,
  error: z.string(),
  code: text,
  retryAfterMs: z.number().min(0).optional(),
  groupId: text,
  path: text,
});

export const chatMessageSchema: z.ZodType<ChatMessageFrame> = z.looseObject({
  type: z.literal("chat.message"),
  messageId: z.string(),
  groupId: z.string(),
  groupSubject: text,
  senderId: z.string(),
  senderName: text,
  content: z.string(),
  replyToMessageId: text,
  replyToBody: text,
  attachments: z.array(chatAttachmentSchema).optional(),
});

/** By `type`. */
export const serverFrameSchemas: {
  readonly "chat.typing": z.ZodType<ChatTypingFrame>;
  readonly "chat.stream": z.ZodType<ChatStreamFrame>;
  readonly "chat.response": z.ZodType<ChatResponseFrame>;
  readonly "chat.error": z.ZodType<ChatErrorFrame>;
  readonly "chat.message": z.ZodType<ChatMessageFrame>;
} = {
  "chat.typing": chatTypingSchema,
  "chat.stream": chatStreamSchema,
  "chat.response": chatResponseSchema,
  "chat.error": chatErrorSchema,
  "chat.message": chatMessageSchema,
};
