import type { IncomingMessage } from "node:http";
import type { GruprContext } from "../context.js";
import type { GruprWsAuth } from "../options.js";

/** A token that came with an upgrade request. */
export interface UpgradeToken {
  readonly place: GruprWsAuth;
  readonly token: string;
}

/** The subprotocol that names the wire; the other one carries the token. */
export const SUBPROTOCOL = "grupr";

/** The first token in a place where this hub looks. */
export function tokenOfUpgrade(
  context: GruprContext,
  request: IncomingMessage,
): UpgradeToken | undefined {
  const { wsAuth, queryParameter } = context.options;
  const places: Record<Exclude<GruprWsAuth, "first-message">, string | undefined> = {
    header: bearer(request.headers.authorization),
    query: new URL(request.url ?? "/", "ws://hub").searchParams.get(queryParameter) ?? undefined,
    subprotocol: subprotocolToken(request.headers["sec-websocket-protocol"]),
  };
  for (const place of wsAuth) {
    if (place === "first-message") continue;
    const token = places[place];
    if (token !== undefined && token !== "") return { place, token };
  }
  return undefined;
}

/** The agent a WebSocket's token belongs to. A JWT stands for any agent of its user. */
export function agentOfWsToken(context: GruprContext, token: string): string | undefined {
  const { people, options } = context;
  if (options.wsTokens === "agent") return people.agentOf(token)?.id;
  return people.userOf(token)?.id;
}

/** What follows "Bearer". */
export function bearer(header: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(header ?? "")?.[1];
}

function subprotocolToken(header: string | undefined): string | undefined {
  const offered = (header ?? "").split(",").map((name) => name.trim());
  const carrier = offered.find((name) => name.startsWith("bearer."));
  return carrier === undefined
    ? undefined
    : Buffer.from(carrier.slice("bearer.".length), "base64url").toString();
}
