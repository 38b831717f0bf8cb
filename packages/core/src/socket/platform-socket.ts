import type { OpenSocket } from "./socket.js";
import { openWebSocket } from "./web-socket.js";

let open: OpenSocket | undefined;

/**
 * Opens a socket with what the platform has: `ws` in Node (loaded at the first call, compression off),
 * the built-in WebSocket everywhere else.
 *
 * @throws ValidationError for an invalid URL, or for Node-only options elsewhere.
 */
export const platformSocket: OpenSocket = (url, options, handlers) => {
  if (open === undefined && !runsInNode()) open = openWebSocket;
  if (open !== undefined) return open(url, options, handlers);
  // The package's "imports" leave `ws` out of browser bundles.
  return import("#node-socket").then(({ openNodeSocket }) => {
    open = openNodeSocket ?? openWebSocket;
    return open(url, options, handlers);
  });
};

// Bun, Deno and workerd call themselves Node in some ways, but their own WebSocket is better there.
function runsInNode(): boolean {
  if (typeof process === "undefined" || process.release?.name !== "node") return false;
  const { versions } = process;
  const agent = typeof navigator === "undefined" ? undefined : navigator.userAgent;
  return !("bun" in versions) && !("deno" in versions) && agent !== "Cloudflare-Workers";
}
