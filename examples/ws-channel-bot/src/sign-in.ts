import { createHash } from "node:crypto";
import type { VerifyConnection } from "@hawser/ws-channel-protocol/server";

/**
 * Who may come in, from `ada=secret,grace=another`: a token each, which says who it is.
 *
 * @throws Error when the text is something else. It does not quote it.
 */
export function signIn(tokens: string): VerifyConnection {
  const users = new Map<string, string>();
  for (const entry of tokens.split(",")) {
    const [, userId, token] = /^\s*([^=\s]+)\s*=\s*(\S+)\s*$/.exec(entry) ?? [];
    if (userId === undefined || token === undefined) {
      throw new Error("BOT_TOKENS must be like ada=secret,grace=another");
    }
    users.set(digest(token), userId);
  }
  return ({ token }) => {
    const userId = token === undefined ? undefined : users.get(digest(token));
    return userId === undefined ? undefined : { userId, username: userId };
  };
}

/** Digests are compared, so that the time it takes tells nothing about the token. */
function digest(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
