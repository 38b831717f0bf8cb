import { AuthError, HawserError, PairingRequiredError } from "@hawser/gateway-client";

/** What went wrong and what to do about it, a sentence a row. */
export interface Explanation {
  readonly what: string;
  readonly todo: readonly string[];
}

const SET_TOKEN =
  "Set OPENCLAW_TOKEN to the gateway's own: gateway.auth.token in its configuration.";
// `openclaw config get` would show it blotted out.
const FIND_TOKEN = "On the gateway's machine, `openclaw config file` says where that is.";

const AUTH: Readonly<Record<string, Explanation>> = {
  AUTH_TOKEN_MISMATCH: {
    what: "The gateway does not accept this token.",
    todo: [SET_TOKEN, FIND_TOKEN],
  },
  AUTH_TOKEN_MISSING: {
    what: "This gateway wants a token.",
    todo: [SET_TOKEN, FIND_TOKEN],
  },
  AUTH_PASSWORD_MISMATCH: {
    what: "The gateway does not accept this password.",
    todo: ["Set OPENCLAW_PASSWORD to the gateway's password (gateway.auth.password)."],
  },
  AUTH_PASSWORD_MISSING: {
    what: "This gateway wants a password.",
    todo: ["Set OPENCLAW_PASSWORD to the gateway's password (gateway.auth.password)."],
  },
};

/** Says an error as somebody at a terminal can act on it. */
export function explain(error: unknown): Explanation {
  if (error instanceof PairingRequiredError) return explainPairing(error);
  if (error instanceof AuthError) {
    const known = AUTH[error.code];
    if (known !== undefined) return known;
  }
  if (error instanceof HawserError) {
    return { what: error.message, todo: error.hint === undefined ? [] : [error.hint] };
  }
  return { what: error instanceof Error ? error.message : String(error), todo: [] };
}

/** The command that lets this device in. */
export function explainPairing(error: PairingRequiredError): Explanation {
  const why =
    error.reason === undefined || error.reason === "not-paired" ? "" : ` (${error.reason})`;
  const command = error.approveCommand ?? "openclaw devices list";
  return {
    what: `The gateway has to let this device in first${why}.`,
    // On a row of its own, so that it can be copied.
    todo: ["On the gateway's machine, run:", `  ${command}`],
  };
}
