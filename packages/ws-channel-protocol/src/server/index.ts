export type { AuthIdentity, AuthOptions, AuthRequest, VerifyConnection } from "./auth/types.js";
export type { ReplyOutcome, ServerEvent } from "./events.js";
export type { GroupOptions, GroupRequest } from "./groups/types.js";
export type { Rate, RateLimitOptions } from "./limits/types.js";
export type { MediaOptions } from "./media/types.js";
export type {
  ChannelMedia,
  ChannelMessage,
  MessageHandler,
  Reply,
  ReplyErrorOptions,
} from "./message.js";
export type { ResumeOptions, WhenGone, WsChannelServerOptions } from "./options.js";
export type { DmPolicy, PairDecision, PairHook, PairRequest } from "./policy/types.js";
export type { PushTarget } from "./push.js";
export { createWsChannelServer, WsChannelServer, type ServerStats } from "./server.js";
