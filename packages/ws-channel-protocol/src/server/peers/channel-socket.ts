import type { Socket } from "node:net";
import { WebSocket } from "ws";
import type { Peer } from "./peer.js";

/** A socket that knows its peer, so that all sockets share one set of handlers. */
export class ChannelSocket extends WebSocket {
  peer: Peer | undefined = undefined;
  /** What it runs over. */
  transport: Socket | undefined = undefined;

  /** How much has come in, on whatever it was spent. */
  get bytesRead(): number {
    return this.transport?.bytesRead ?? 0;
  }
}

/** The peer of a socket that a handler of all sockets was called on. */
export function peerOf(socket: WebSocket): Peer | undefined {
  return socket instanceof ChannelSocket ? socket.peer : undefined;
}
