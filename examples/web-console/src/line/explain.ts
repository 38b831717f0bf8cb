import {
  AuthError,
  ConnectionLostError,
  HawserError,
  PairingRequiredError,
  ProtocolError,
  ScopeError,
  TimeoutError,
} from "@hawser/gateway-client";
import { sentence, type Problem } from "@hawser/example-web-parts/line";

/** Says an error so that somebody who watches over agents knows what happened and what to do. */
export function explain(error: unknown): Problem {
  if (error instanceof PairingRequiredError) {
    return {
      what: "The gateway does not know this browser yet.",
      help:
        error.approveCommand === undefined
          ? "Approve it on the gateway's machine."
          : `On the gateway's machine, run: ${error.approveCommand}`,
    };
  }
  if (error instanceof AuthError) {
    return {
      what: "The gateway did not let you in.",
      help: `${reason(error.message)} ${error.hint ?? "Check your token and sign in again."}`,
    };
  }
  if (error instanceof ScopeError) {
    return {
      what: `This needs a right you were not given (${error.missing.join(", ")}).`,
      help: error.hint ?? "Ask whoever runs the gateway for it.",
    };
  }
  if (error instanceof TimeoutError) {
    return { what: "The gateway does not answer.", help: "Try again in a moment." };
  }
  if (error instanceof ConnectionLostError) {
    return error.maybeExecuted
      ? {
          what: "The line broke before the answer came.",
          help: "It may have been done all the same.",
        }
      : { what: "There is no line to the gateway.", help: "Try again when there is." };
  }
  if (error instanceof ProtocolError) {
    return { what: sentence(error.message), help: error.hint ?? "Is this a gateway's address?" };
  }
  if (error instanceof HawserError) {
    return { what: sentence(error.message), help: error.hint ?? "" };
  }
  return { what: sentence(error instanceof Error ? error.message : String(error)), help: "" };
}

/** What the gateway itself said; that it refused is said already. */
function reason(message: string): string {
  const said = message.replace(/^The gateway refused the connection: /, "");
  return sentence(said.slice(0, 1).toUpperCase() + said.slice(1));
}
