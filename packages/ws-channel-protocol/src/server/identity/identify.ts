import { randomUUID } from "node:crypto";
import type { ReadUrlParams } from "../../frames/url-params.js";
import type { AuthIdentity } from "../auth/types.js";
import { ANONYMOUS, type Identity } from "./identity.js";
import { cleanName, isSafeId } from "./ids.js";

/** The client says who it is. Undefined when its `senderId` is none. */
export function freeIdentity(params: ReadUrlParams): Identity | undefined {
  const senderId = params.senderId ?? `guest-${randomUUID()}`;
  return isSafeId(senderId) ? { kind: "free", senderId, ...named(params.senderName) } : undefined;
}

/** The client is nobody we know. Undefined when its `senderId` is none. */
export function anonymousIdentity(params: ReadUrlParams): Identity | undefined {
  const said = params.senderId ?? randomUUID();
  // A client that comes back says what the banner told it.
  const claimed = said.startsWith(ANONYMOUS) ? said.slice(ANONYMOUS.length) : said;
  const senderId = ANONYMOUS + claimed;
  if (claimed === "" || !isSafeId(senderId)) return undefined;
  return { kind: "anonymous", senderId, claimed, ...named(params.senderName) };
}

/** The auth service says who it is. Undefined when the id it gives cannot be used. */
export function provenIdentity(data: AuthIdentity): Identity | undefined {
  const senderId = data.userId;
  if (!isSafeId(senderId) || senderId.startsWith(ANONYMOUS)) return undefined;
  return {
    kind: "authenticated",
    senderId,
    ...named(data.username),
    ...(data.avatar === undefined ? {} : { avatar: data.avatar }),
    authData: data,
  };
}

function named(name: string | undefined): { senderName?: string } {
  const senderName = cleanName(name);
  return senderName === undefined ? {} : { senderName };
}
