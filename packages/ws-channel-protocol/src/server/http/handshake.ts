import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { readTokenSubprotocol } from "../../frames/subprotocol.js";
import { readUrlParams, type ReadUrlParams } from "../../frames/url-params.js";

/** What a request to connect brings. */
export interface Handshake {
  readonly params: ReadUrlParams;
  readonly token: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly origin: string | undefined;
  readonly remoteAddress: string | undefined;
}

/** The path of a request, without its parameters. */
export function requestPath(request: IncomingMessage): string {
  return split(request)[0];
}

/** Reads a request: a token in the header wins over one in the subprotocol, that one over the URL's. */
export function readHandshake(request: IncomingMessage): Handshake {
  const params = readUrlParams(split(request)[1]);
  const { headers } = request;
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? "")?.[1];
  const offered = (headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
  return {
    params,
    token: bearer ?? readTokenSubprotocol(offered) ?? params.token,
    headers,
    origin: headers.origin,
    remoteAddress: request.socket.remoteAddress,
  };
}

function split(request: IncomingMessage): [path: string, query: string] {
  const url = request.url ?? "/";
  const at = url.indexOf("?");
  return at < 0 ? [url, ""] : [url.slice(0, at), url.slice(at + 1)];
}
