import { ConnectionLostError, type HawserError } from "@hawser/core";

/** The request was lost, and the room does not tell whether it was executed. */
export function notKnown(cause: HawserError): ConnectionLostError {
  return new ConnectionLostError(`It is not known whether the message was sent: ${cause.message}`, {
    code: "SEND_UNKNOWN",
    retryable: false,
    maybeExecuted: true,
    hint: "Look for it with messages.findSent() before you send it again.",
    cause,
  });
}
