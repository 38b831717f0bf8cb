import {
  AuthError,
  classifyClose,
  ConnectionLostError,
  type CloseInfo,
  type ConnectionPhase,
  type HawserError,
} from "@hawser/core";
import { parseAuthRefusal } from "../../frames/auth-refusal.js";
import { CLOSE_CODE, CLOSE_CODES } from "../../frames/close-codes.js";
import type { ChatErrorFrame } from "../../frames/server-frames.js";

/** A broken rule is not mended by coming back at once. */
const POLICY_PAUSE_MS = 5000;

/** What the end of a socket means, with the server's words where it said some. Words are redacted already. */
export function channelClose(
  close: CloseInfo,
  phase: ConnectionPhase,
  said: ChatErrorFrame | undefined,
): HawserError {
  if (close.code === CLOSE_CODE.unauthorized) return refused(close, said);
  const known = CLOSE_CODES[close.code];
  if (phase === "connecting" || close.httpStatus !== undefined || known === undefined) {
    return classifyClose(close, phase);
  }
  const words = said?.error ?? close.reason;
  const pause = close.code === CLOSE_CODE.policy ? POLICY_PAUSE_MS : undefined;
  return new ConnectionLostError(
    `The connection ended (${close.code} ${known.meaning})${words === "" ? "" : `: ${words}`}`,
    {
      maybeExecuted: phase === "ready",
      closeCode: close.code,
      closeReason: close.reason,
      phase,
      retryAfterMs: said?.retryAfterMs ?? pause,
      ...(close.error === undefined ? {} : { cause: close.error }),
    },
  );
}

function refused(close: CloseInfo, said: ChatErrorFrame | undefined): HawserError {
  const words = said?.error ?? (close.reason === "" ? "Authentication refused" : close.reason);
  const refusal = parseAuthRefusal(words);
  const transient = refusal?.transient === true || said?.code === "auth_unavailable";
  if (transient) {
    // It says nothing about the token, so it is no AuthError: those are never retried.
    return new ConnectionLostError(words, {
      code: "AUTH_UNAVAILABLE",
      closeCode: close.code,
      closeReason: close.reason,
      phase: "handshaking",
      retryAfterMs: said?.retryAfterMs,
      hint: "The server's auth service did not answer. It is tried again.",
    });
  }
  return new AuthError(words, {
    hint:
      refusal?.reason === "token_required"
        ? "Pass the token option."
        : "Check the token; one that expires is best given as a function, which is asked at every attempt.",
  });
}
