export { WsChannelClient, type OutgoingMessage, type SendOptions } from "./client.js";
export type { ChannelEvents, IncomingMessage, ReplyEvent, ReplyResult } from "./events.js";
export type { ChannelSession, ChannelState } from "./link/session.js";
export type { Provided, WsChannelClientOptions } from "./options.js";
export { ChannelReply } from "./replies/channel-reply.js";
