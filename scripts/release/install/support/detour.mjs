import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import tls from "node:tls";

// Loaded before a README's example, which runs as it stands: what it asks of well-known addresses is
// led to servers in the test, without TLS, and a port that it listens on is a free one.

/** @typedef {{ host?: string, servername?: string, port?: number }} Options */

/** @typedef {(this: unknown, ...args: unknown[]) => net.Socket & net.Server} Call */

const detours = /** @type {Readonly<Record<string, number>>} */ (
  JSON.parse(process.env["DETOUR"] ?? "{}")
);
const plain = /** @type {{ connect: Call }} */ (/** @type {unknown} */ (net)).connect;
const secure = /** @type {{ connect: Call }} */ (/** @type {unknown} */ (tls)).connect;
const prototype = /** @type {{ listen: Call }} */ (/** @type {unknown} */ (net.Server.prototype));
const anywhere = prototype.listen;

/** @type {(options: Options, fallback: number) => number | undefined} */
const detour = ({ host, servername, port }, fallback) =>
  detours[`${host ?? servername ?? "localhost"}:${port ?? fallback}`];

/** @type {(options: Options, ...rest: unknown[]) => net.Socket} */
function connectPlain(options, ...rest) {
  const port = detour(options, 80);
  return port === undefined ? plain(options, ...rest) : plain(port, "127.0.0.1");
}

/** @type {(options: Options, ...rest: unknown[]) => net.Socket} */
function connectSecure(options, ...rest) {
  const port = detour(options, 443);
  if (port === undefined) return secure(options, ...rest);
  const socket = plain(port, "127.0.0.1");
  socket.once("connect", () => socket.emit("secureConnect"));
  return socket;
}

/** @this {net.Server} @param {number | Options} options @param {unknown[]} rest */
function listenElsewhere(options, ...rest) {
  const asked = typeof options === "object" ? options.port : options;
  if (asked === undefined || asked === 0) return anywhere.call(this, options, ...rest);
  this.once("listening", () => process.send?.({ asked, address: this.address() }));
  const free = typeof options === "object" ? { ...options, port: 0 } : 0;
  return anywhere.call(this, free, ...rest);
}

Object.assign(net, { connect: connectPlain, createConnection: connectPlain });
Object.assign(tls, { connect: connectSecure });
Object.assign(prototype, { listen: listenElsewhere });
syncBuiltinESMExports();
