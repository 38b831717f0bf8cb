import { WebSocket } from "ws";
import type { Peer } from "./peer.js";

/** A socket that knows its peer, so that all sockets share one set of handlers. */
export class ChannelSocket extends WebSocket {
  peer: Peer | undefined = undefined;
}

/** The peer of a socket that a handler of all sockets was called on. */
export function peerOf(socket: WebSocket): Peer | undefined {
  return socket instanceof ChannelSocket ? socket.peer : undefined;
}
