import type WebSocket from "isomorphic-ws";

import { NodeSocket } from "./node-socket.js";
import type { OpenSocket } from "./socket.js";
import { WebSocketSocket } from "./web-socket.js";

let loaded: typeof WebSocket | undefined;

/**
 * Opens a socket with what the platform has: `ws` in Node (loaded at the first call, compression off),
 * the built-in WebSocket everywhere else.
 *
 * @throws ValidationError for an invalid URL, or for Node-only options elsewhere.
 */
export const platformSocket: OpenSocket = (url, options, handlers) => {
  if (!runsInNode()) return new WebSocketSocket(url, options, handlers);
  if (loaded !== undefined) return new NodeSocket(loaded, url, options, handlers);
  return import("isomorphic-ws").then((module) => {
    loaded = module.default;
    return new NodeSocket(loaded, url, options, handlers);
  });
};

// Bun, Deno and workerd call themselves Node in some ways, but their own WebSocket is better there.
function runsInNode(): boolean {
  if (typeof process === "undefined" || process.release?.name !== "node") return false;
  const { versions } = process;
  const agent = typeof navigator === "undefined" ? undefined : navigator.userAgent;
  return !("bun" in versions) && !("deno" in versions) && agent !== "Cloudflare-Workers";
}
