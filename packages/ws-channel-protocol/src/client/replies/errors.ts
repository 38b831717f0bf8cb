import {
  ConnectionLostError,
  HawserError,
  PairingRequiredError,
  RemoteError,
  TimeoutError,
  ValidationError,
} from "@hawser/core";
import { CHAT_ERROR_CODES, type ChatErrorCode } from "../../frames/error-codes.js";
import type { ChatErrorFrame } from "../../frames/server-frames.js";

/** A `chat.error` as an error, with the server's words. They are redacted already. */
export function remoteError(frame: ChatErrorFrame): HawserError {
  const { error: words, code, retryAfterMs, messageId, path } = frame;
  if (code === "pairing_required") return new PairingRequiredError(words);
  const known = code !== undefined && Object.hasOwn(CHAT_ERROR_CODES, code);
  return new RemoteError(words, {
    remoteCode: code ?? "chat.error",
    retryable: known && CHAT_ERROR_CODES[code as ChatErrorCode].retryable,
    retryAfterMs,
    method: "chat.send",
    ...(messageId === undefined && path === undefined ? {} : { details: { messageId, path } }),
  });
}

/** The message is not on its way and never will be. */
export function notSent(why: string, hint?: string): ConnectionLostError {
  return new ConnectionLostError(`The message was not sent: ${why}`, {
    code: "NOT_CONNECTED",
    maybeExecuted: false,
    hint,
  });
}

/** The message left; its reply will not come on this connection or a later one. */
export function replyLost(why: string, cause?: unknown): ConnectionLostError {
  return new ConnectionLostError(`The reply was lost: ${why}`, {
    maybeExecuted: true,
    retryable: false,
    hint: "The agent may have worked on the message: ask it before you send the message again.",
    ...(cause === undefined ? {} : { cause }),
  });
}

export function replyTimeout(ms: number): TimeoutError {
  return new TimeoutError(`No reply within ${ms} ms`, {
    code: "REPLY_TIMEOUT",
    timeoutMs: ms,
    retryable: false,
    hint: "The agent may still be at work; raise replyIdleMs if it needs longer.",
  });
}

export function queueFull(limit: number): HawserError {
  return new HawserError(`The message was not sent: ${limit} others wait for a connection`, {
    code: "QUEUE_FULL",
    retryable: true,
    hint: "Wait for the connection, or raise maxQueued.",
  });
}

export function unsupported(what: string): HawserError {
  return new HawserError(`This server does not support ${what}`, {
    code: "UNSUPPORTED",
    hint: "It needs a server that announces the feature, such as @hawser/ws-channel-protocol/server.",
  });
}

export function tooBig(bytes: number, limit: number): HawserError {
  return new HawserError(`The message has ${bytes} bytes; the server takes ${limit}`, {
    code: "TOO_BIG",
    hint: "Send less at once, or raise the server's maxPayload.",
  });
}

export function duplicateId(): ValidationError {
  return new ValidationError("A message with this messageId is still open", {
    path: "messageId",
    expected: "an id of its own for each message",
  });
}

export function groupNeeded(): ValidationError {
  return new ValidationError("chat.send: groupId must be a non-empty string in a group", {
    path: "groupId",
    expected: "a non-empty string",
  });
}
