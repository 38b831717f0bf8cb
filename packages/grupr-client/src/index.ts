export { GruprClient, type StreamOptions } from "./client.js";
export { MemoryCursorStore, type CursorStore } from "./cursor/store.js";
export type { Provided } from "./http/token-source.js";
export { authorOf, type MessageAuthor } from "./messages/author.js";
export type {
  FindSentOptions,
  ListOptions,
  MessagesApi,
  SendOptions,
} from "./messages/messages-api.js";
export type { GruprClientOptions, RouteOptions, WsAuth, WsOptions } from "./options.js";
export type { Registered, RegisterOptions } from "./register.js";
export type { GruprMessage, GruprWebhook } from "./schemas/index.js";
export type { Delivery } from "./stream/delivery.js";
export type { StreamState } from "./stream/state.js";
export { verifyWebhookSignature } from "./webhooks/signature.js";
export type { WebhookInput, WebhooksApi } from "./webhooks/webhooks-api.js";
