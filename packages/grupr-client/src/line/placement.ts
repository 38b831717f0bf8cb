import type { SocketOptions } from "@hawser/core";
import type { WsAuth, WsOptions } from "../options.js";

/** How one connection attempt carries the token. */
export interface Placed {
  readonly url: string;
  readonly socket: SocketOptions;
  /** The first frame to send. */
  readonly first: unknown;
}

/** Puts the token where the hub expects it. */
export function placeToken(url: string, token: string, ws: WsOptions): Placed {
  const auth = ws.auth ?? defaultAuth();
  switch (auth) {
    case "header":
      return {
        url,
        socket: { headers: { authorization: `Bearer ${token}` } },
        first: undefined,
      };
    case "query": {
      const withToken = new URL(url);
      withToken.searchParams.set(ws.queryParameter ?? "token", token);
      return { url: withToken.href, socket: {}, first: undefined };
    }
    case "subprotocol":
      return {
        url,
        socket: { protocols: ws.protocols?.(token) ?? ["grupr", `bearer.${base64url(token)}`] },
        first: undefined,
      };
    case "first-message":
      return { url, socket: {}, first: ws.authMessage?.(token) ?? { type: "auth", token } };
    default:
      return auth satisfies never;
  }
}

/** `/ws` on the host of the REST API. */
export function defaultWsUrl(baseUrl: string): string {
  const url = new URL("/ws", baseUrl);
  url.protocol = url.protocol === "http:" ? "ws:" : "wss:";
  return url.href;
}

function defaultAuth(): WsAuth {
  if (typeof process === "undefined" || process.release?.name !== "node") return "first-message";
  const { versions } = process;
  return "bun" in versions || "deno" in versions ? "first-message" : "header";
}

function base64url(text: string): string {
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
