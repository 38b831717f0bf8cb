/** Upstream's words for a connection without the token it needs. */
export const TOKEN_REQUIRED = "Token required. Connect with ?token=YOUR_TOKEN";

const FAILED = "Authentication failed";
/** The auth service could not be asked, which says nothing about the token. */
const TRANSIENT_REASONS: ReadonlySet<string> = new Set(["timeout", "service_unavailable"]);

/** Why a connection was refused. */
export interface AuthRefusal {
  /** Such as `token_expired`, `timeout`, `service_unavailable`; `token_required` when there was none. */
  readonly reason: string;
  /** The same token may be accepted later. */
  readonly transient: boolean;
}

/** The text of the `chat.error` that comes before close code 4401, such as `Authentication failed: token_expired`. */
export function authRefusalText(reason: string): string {
  return reason === "token_required" ? TOKEN_REQUIRED : `${FAILED}: ${reason}`;
}

/** Reads what {@link authRefusalText} wrote, or a close reason of 4401; undefined for any other text. */
export function parseAuthRefusal(text: string): AuthRefusal | undefined {
  if (text.startsWith("Token required")) return { reason: "token_required", transient: false };
  if (!text.startsWith(FAILED)) return undefined;
  const reason = text.slice(FAILED.length).replace(/^:\s*/, "").trim();
  return { reason, transient: TRANSIENT_REASONS.has(reason) };
}
