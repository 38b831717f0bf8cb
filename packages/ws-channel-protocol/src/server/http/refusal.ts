import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** Why a request does not become a WebSocket. */
export interface Refusal {
  readonly status: 403 | 404 | 503;
  /** For people, and for `observe`. */
  readonly reason: string;
  /** Seconds, in `Retry-After`. */
  readonly retryAfter?: number;
}

/** Answers an upgrade request with a plain HTTP response and closes its socket. */
export function refuseUpgrade(socket: Duplex, { status, reason, retryAfter }: Refusal): void {
  const body = `${reason}\n`;
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    "connection: close",
    "content-type: text/plain; charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    ...(retryAfter === undefined ? [] : [`retry-after: ${retryAfter}`]),
  ];
  // A client that resets while it is refused is no reason to crash.
  socket.on("error", () => socket.destroy());
  socket.once("finish", () => socket.destroy());
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
}
