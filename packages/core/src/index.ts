export { abortable, withDeadline, type DeadlineOptions } from "./abort.js";
export {
  backoffDelay,
  nextReconnectDelay,
  type BackoffOptions,
  type Jitter,
  type ReconnectOptions,
} from "./backoff.js";
export {
  monotonic,
  sleep,
  systemClock,
  type Clock,
  type Random,
  type TimerHandle,
  type TimerOptions,
} from "./clock.js";
export { classifyClose } from "./connection/close-classifier.js";
export { Connection } from "./connection/connection.js";
export type { AttemptContext, ConnectionOptions, Link } from "./connection/options.js";
export type { ConnectionPhase, ConnectionState } from "./connection/state.js";
export {
  platformWake,
  thawSource,
  type ThawOptions,
  type WakeReason,
  type WakeSource,
} from "./connection/wake.js";
export { Emitter, type EmitterOptions } from "./emitter.js";
export {
  AuthError,
  ConnectionLostError,
  HawserError,
  PairingRequiredError,
  ProtocolError,
  RemoteError,
  ScopeError,
  TimeoutError,
  ValidationError,
  type ConnectionLostErrorOptions,
  type HawserErrorOptions,
  type PairingRequiredErrorOptions,
  type RemoteErrorOptions,
  type ScopeErrorOptions,
  type TimeoutErrorOptions,
  type ValidationErrorOptions,
} from "./errors.js";
export { messageBytes, messageText, parseFrames, type RawMessage } from "./frames.js";
export {
  fromPino,
  redactingLogger,
  silentLogger,
  type Logger,
  type LogLevel,
  type PinoLike,
} from "./logger.js";
export { redact, redactText, redactUrl, safeCause } from "./redact.js";
export { RequestTable, type OpenRequest, type RequestTableOptions } from "./request-table.js";
export { platformSocket } from "./socket/platform-socket.js";
export { parseRetryAfter } from "./socket/retry-after.js";
export type {
  CloseInfo,
  OpenSocket,
  Socket,
  SocketHandlers,
  SocketOptions,
} from "./socket/socket.js";
export { webSocketUrl } from "./socket/url.js";
export { AsyncStream, type AsyncStreamOptions } from "./stream.js";
