import type { Identity } from "../identity/identity.js";

/**
 * Whether a client may choose this session: any where nobody is asked who he is, else only its own and
 * what lies below it (`<own>:anything`). Ids in keys are encoded, so that below one's own is never
 * another's.
 */
export function grantSession(requested: string, own: string, identity: Identity): boolean {
  if (identity.kind === "free") return true;
  return requested === own || requested.startsWith(`${own}:`);
}
