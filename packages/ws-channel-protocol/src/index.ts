export type {
  ChatAttachment,
  ChatJoinFrame,
  ChatLeaveFrame,
  ChatResumeFrame,
  ChatSendFrame,
  ChatStopFrame,
  ClientFrame,
} from "./frames/client-frames.js";
export type {
  ChatErrorFrame,
  ChatMessageFrame,
  ChatResponseFrame,
  ChatStreamFrame,
  ChatTypingFrame,
  ServerFrame,
  ServerInfo,
  UnknownFrame,
} from "./frames/server-frames.js";
export {
  decodeClientFrame,
  decodeServerFrame,
  encodeClientFrame,
  encodeServerFrame,
} from "./frames/codec.js";
export { BANNER_TEXT, CHANNEL_FEATURES, type ChannelFeature } from "./frames/features.js";
export { CHAT_ERROR_CODES, type ChatErrorCode } from "./frames/error-codes.js";
export { CLOSE_CODE, CLOSE_CODES, type CloseMeaning } from "./frames/close-codes.js";
export {
  authRefusalText,
  parseAuthRefusal,
  TOKEN_REQUIRED,
  type AuthRefusal,
} from "./frames/auth-refusal.js";
export {
  authRequestBody,
  channelUrl,
  readUrlParams,
  type ChannelUrlParams,
  type ReadUrlParams,
} from "./frames/url-params.js";
export {
  CHANNEL_SUBPROTOCOL,
  readTokenSubprotocol,
  tokenSubprotocols,
} from "./frames/subprotocol.js";
