export {
  gruprWebhookSchema,
  registeredSchema,
  type GruprWebhook,
  type RegisteredWire,
} from "./account.js";
export {
  gruprMessageSchema,
  sentMessageSchema,
  type GruprMessage,
  type GruprMessageWire,
  type SentMessageWire,
} from "./message.js";
