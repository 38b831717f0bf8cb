// Generated from the schemas by scripts/generate-validators: run `pnpm generate` after changing them.
import { isArrayOf, isObject, type Spec } from "./check.js";

const chatTypingSpec: Spec = { "type!": "=chat.typing", messageId: "s", groupId: "s" };

const chatStreamSpec: Spec = {
  "type!": "=chat.stream",
  messageId: "s",
  "content!": "s",
  done: "b",
  groupId: "s",
};

const chatResponseSpec: Spec = {
  "type!": "=chat.response",
  messageId: "s",
  "content!": "s",
  done: "b",
  mediaUrls: ["s"],
  groupId: "s",
  server: { "name!": "s", "features!": ["s"], maxPayload: "i1", instance: "s", resumeTtlMs: "n0" },
  senderId: "s",
};

const chatErrorSpec: Spec = {
  "type!": "=chat.error",
  messageId: "s",
  "error!": "s",
  code: "s",
  retryAfterMs: "n0",
  groupId: "s",
  path: "s",
};

const chatAttachmentSpec: Spec = { name: "s", "mimeType!": "s1", "data!": "s" };

const chatMessageSpec: Spec = {
  "type!": "=chat.message",
  "messageId!": "s",
  "groupId!": "s",
  groupSubject: "s",
  "senderId!": "s",
  senderName: "s",
  "content!": "s",
  replyToMessageId: "s",
  replyToBody: "s",
  attachments: [chatAttachmentSpec],
};

const isChatStream = (value: unknown): boolean =>
  isObject(value) &&
  value.type === "chat.stream" &&
  (value.messageId === undefined || typeof value.messageId === "string") &&
  typeof value.content === "string" &&
  (value.done === undefined || typeof value.done === "boolean") &&
  (value.groupId === undefined || typeof value.groupId === "string");

const isChatResponse = (value: unknown): boolean =>
  isObject(value) &&
  value.type === "chat.response" &&
  (value.messageId === undefined || typeof value.messageId === "string") &&
  typeof value.content === "string" &&
  (value.done === undefined || typeof value.done === "boolean") &&
  (value.mediaUrls === undefined ||
    isArrayOf(value.mediaUrls, (item) => typeof item === "string")) &&
  (value.groupId === undefined || typeof value.groupId === "string") &&
  (value.server === undefined ||
    (isObject(value.server) &&
      typeof value.server.name === "string" &&
      isArrayOf(value.server.features, (item) => typeof item === "string") &&
      (value.server.maxPayload === undefined ||
        (Number.isSafeInteger(value.server.maxPayload) &&
          (value.server.maxPayload as number) >= 1)) &&
      (value.server.instance === undefined || typeof value.server.instance === "string") &&
      (value.server.resumeTtlMs === undefined ||
        (Number.isFinite(value.server.resumeTtlMs) &&
          (value.server.resumeTtlMs as number) >= 0)))) &&
  (value.senderId === undefined || typeof value.senderId === "string");

export const serverFrameSpecs: { readonly [name: string]: Spec } = {
  "chat.typing": chatTypingSpec,
  "chat.stream": chatStreamSpec,
  "chat.response": chatResponseSpec,
  "chat.error": chatErrorSpec,
  "chat.message": chatMessageSpec,
};

export const serverFrameChecks: { readonly [name: string]: (value: unknown) => boolean } = {
  "chat.stream": isChatStream,
  "chat.response": isChatResponse,
};
