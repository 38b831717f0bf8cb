import { safeCause } from "../redact.js";

/** Why a connection could not be made, readable. */
export interface NetworkCause extends Error {
  /** The system's code, such as ECONNREFUSED. */
  readonly code?: string;
  readonly hint?: string;
  /** The server spoke HTTP, but no proper WebSocket handshake. */
  readonly handshake?: boolean;
}

interface KnownCause {
  readonly codes: RegExp;
  readonly what: string;
  readonly hint: string;
}

const KNOWN_CAUSES: readonly KnownCause[] = [
  {
    codes: /^(ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/,
    what: "the host name could not be resolved",
    hint: "Check the host in the URL, and the network.",
  },
  {
    codes: /^ECONNREFUSED$/,
    what: "nothing listens there",
    hint: "Check that the server runs, and on this port.",
  },
  {
    codes: /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN)$/,
    what: "the host cannot be reached",
    hint: "Check the network, and that no firewall is in between.",
  },
  {
    codes: /CERT|SIGNATURE|SELF_SIGNED|^UNABLE_TO_|^ERR_TLS_/,
    what: "the server's certificate was not accepted",
    hint: "Trust its authority with NODE_EXTRA_CA_CERTS, or through the socket option agent.",
  },
  {
    codes: /^(EPROTO|ERR_SSL_.*)$/,
    what: "TLS failed",
    hint: "Check that the port speaks TLS, or use ws:// instead of wss://.",
  },
  {
    codes: /^HPE_|^EPARSE$/,
    what: "the server does not speak HTTP",
    hint: "Check the port in the URL.",
  },
];

/** Copies an error of the network or of `ws`, without secrets, with a text and a hint for people. */
export function networkCause(error: Error): NetworkCause {
  const cause = safeCause(error) as Error & { code?: unknown };
  const code = typeof cause.code === "string" ? cause.code : "";
  const known = KNOWN_CAUSES.find(({ codes }) => codes.test(code));
  if (known !== undefined) {
    return Object.assign(cause, {
      message: `${known.what} (${code})`,
      hint: known.hint,
    }) as NetworkCause;
  }
  const handshake = /Sec-WebSocket|subprotocol|Upgrade header/.test(cause.message);
  return Object.assign(cause, {
    ...(cause.message === "" ? { message: code } : {}),
    ...(handshake ? { handshake } : {}),
  }) as NetworkCause;
}
