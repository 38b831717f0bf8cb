import {
  AuthError,
  ConnectionLostError,
  HawserError,
  PairingRequiredError,
  RemoteError,
  TimeoutError,
} from "@hawser/core";
import { sentence, type Problem } from "@hawser/example-web-parts/line";

/** What the server's own codes mean to somebody who chats. */
const REMOTE: Readonly<Record<string, Problem>> = {
  rate_limited: { what: "That was too much at once.", help: "Wait a moment, then send it again." },
  busy: { what: "The server has too much to do.", help: "Send it again in a moment." },
  closing: { what: "The server is being restarted.", help: "Send it again in a moment." },
  too_large: {
    what: "The message is too big for the server.",
    help: "Leave a picture out, or send a smaller one.",
  },
  media_refused: {
    what: "The server does not take this picture.",
    help: "Send it without, or try another.",
  },
  forbidden: {
    what: "The server does not let you do this.",
    help: "Ask its owner, or sign in as somebody else.",
  },
  internal: { what: "The agent failed at this.", help: "Send it again, or say it differently." },
};

/** Says an error so that somebody who chats knows what happened and what to do. */
export function explain(error: unknown): Problem {
  if (error instanceof AuthError) {
    return {
      what: `The server did not let you in: ${sentence(error.message)}`,
      help: "Check your token and sign in again.",
    };
  }
  if (error instanceof PairingRequiredError) {
    return {
      what: "The owner of this agent has to let you in first.",
      help: "Ask them to approve you, then send it again.",
    };
  }
  if (error instanceof RemoteError) {
    return REMOTE[error.remoteCode] ?? { what: sentence(error.message), help: error.hint ?? "" };
  }
  if (error instanceof TimeoutError) {
    return { what: "Nothing came for a long time.", help: "Send it again, or wait a little." };
  }
  if (error instanceof ConnectionLostError) return explainLost(error);
  if (error instanceof HawserError)
    return { what: sentence(error.message), help: error.hint ?? "" };
  return { what: sentence(error instanceof Error ? error.message : String(error)), help: "" };
}

function explainLost(error: ConnectionLostError): Problem {
  if (error.maybeExecuted) {
    return {
      what: "The line broke before the answer was whole.",
      help: "The agent may have read it; sending it again may ask twice.",
    };
  }
  return { what: "There is no line to the server.", help: "Send it again when there is." };
}
