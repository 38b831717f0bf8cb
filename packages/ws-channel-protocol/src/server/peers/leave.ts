import type { Peer } from "./peer.js";

/** The client left before it was known: nobody is there to be told. */
const LEFT = new Error("The client left while it was being authenticated");

/** Closes a connection; nothing that still comes is looked at. */
export function endPeer(peer: Peer, code: number, reason: string): void {
  leaveSenders(peer);
  if (peer.socket.isPaused) peer.socket.resume();
  peer.close(code, reason);
}

/** The socket has closed. */
export function leave(peer: Peer, code: number): void {
  const { hub } = peer;
  leaveSenders(peer);
  hub.groups.forget(peer);
  for (const turn of peer.turns ?? []) turn.detach(peer);
  peer.turns = undefined;
  if (hub.observed) hub.observe({ type: "disconnected", connectionId: peer.id, code });
  hub.peers.remove(peer);
}

/** It speaks for nobody any more. */
function leaveSenders(peer: Peer): void {
  const { hub, state } = peer;
  peer.state = { status: "closed" };
  if (state.status === "authenticating") state.abort.abort(LEFT);
  if (state.status === "open") hub.peers.unlink(state.identity.senderId, peer);
  for (const alias of peer.aliases ?? []) hub.peers.unlink(alias, peer);
  peer.aliases = undefined;
}
