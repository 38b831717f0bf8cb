import type { RawData, WebSocket } from "ws";
import { CLOSE_CODE } from "../../frames/close-codes.js";
import { authRefusalText } from "../../frames/auth-refusal.js";
import { BANNER_TEXT, type ChannelFeature } from "../../frames/features.js";
import type { AuthOutcome, Authenticator } from "../auth/authenticate.js";
import type { Handshake } from "../http/handshake.js";
import type { Hub } from "../hub.js";
import type { Identity } from "../identity/identity.js";
import { SAFE_ID } from "../identity/ids.js";
import { handleHeld, receive } from "../inbound/receive.js";
import { peerOf, type ChannelSocket } from "./channel-socket.js";
import { endPeer, leave } from "./leave.js";
import { Peer, type PeerState } from "./peer.js";

/** Takes a new socket: finds out whose it is, greets or refuses it. */
export function admitPeer(
  hub: Hub,
  authenticator: Authenticator,
  socket: ChannelSocket,
  handshake: Handshake,
): void {
  const startedAt = hub.now();
  const abort = new AbortController();
  const state: PeerState = { status: "authenticating", abort, startedAt, held: [], heldBytes: 0 };
  const peer = new Peer(hub, socket, state);
  socket.peer = peer;
  hub.peers.add(peer);
  socket.on("message", onMessage);
  socket.on("error", onError);
  socket.on("close", onClose);
  const known = authenticator.atOnce(handshake);
  if (known !== undefined) return conclude(peer, known);
  authenticator
    .ask(handshake, abort.signal)
    .then(
      (outcome) => conclude(peer, outcome),
      () => observeAuth(peer, startedAt, "left"),
    )
    .catch((error: unknown) => endFailed(peer, error));
}

// One of each for all sockets.
function onMessage(this: WebSocket, data: RawData): void {
  const peer = peerOf(this);
  // One Buffer is what the library gives unless told otherwise.
  if (peer === undefined || !Buffer.isBuffer(data)) return;
  try {
    receive(peer, data);
  } catch (error) {
    endFailed(peer, error);
  }
}

/** A fault of ours costs this connection, and nobody else theirs. */
function endFailed(peer: Peer, error: unknown): void {
  peer.hub.settings.logger.error("A message could not be handled", { error });
  endPeer(peer, CLOSE_CODE.failed, "The server failed");
}

function onError(this: WebSocket, error: NodeJS.ErrnoException): void {
  // What comes next is the close, which the library has sent already where the error is the peer's.
  const peer = peerOf(this);
  const fields = { connectionId: peer?.id, code: error.code };
  peer?.hub.settings.logger.debug("A connection failed", fields);
}

function onClose(this: WebSocket, code: number): void {
  const peer = peerOf(this);
  if (peer !== undefined) leave(peer, code);
}

function conclude(peer: Peer, outcome: AuthOutcome): void {
  const { state } = peer;
  if (state.status !== "authenticating") return;
  switch (outcome.outcome) {
    case "accepted":
    case "anonymous":
      observeAuth(peer, state.startedAt, outcome.outcome, outcome.reason);
      return welcome(peer, outcome.identity, state.held);
    case "refused":
    case "unavailable":
      observeAuth(peer, state.startedAt, outcome.outcome, outcome.reason);
      return turnAway(peer, outcome.outcome, outcome.reason);
    case "invalid": {
      observeAuth(peer, state.startedAt, "refused", "invalid_sender");
      const error = `senderId must be ${SAFE_ID}`;
      peer.sendFrame({ type: "chat.error", code: "invalid_frame", error, path: "senderId" });
      return endPeer(peer, CLOSE_CODE.policy, "Invalid senderId");
    }
    default:
      outcome satisfies never;
  }
}

function turnAway(peer: Peer, outcome: "refused" | "unavailable", reason: string): void {
  const code = outcome === "refused" ? "unauthorized" : "auth_unavailable";
  peer.sendFrame({ type: "chat.error", code, error: authRefusalText(reason) });
  const words = reason === "token_required" ? "Token required" : "Authentication failed";
  endPeer(peer, CLOSE_CODE.unauthorized, words);
}

function welcome(peer: Peer, identity: Identity, held: readonly Buffer[]): void {
  const { hub } = peer;
  const { senderId } = identity;
  peer.state = { status: "open", identity };
  hub.peers.link(senderId, peer);
  const { maxPayload, resume } = hub.settings;
  peer.sendFrame({
    type: "chat.response",
    content: BANNER_TEXT,
    server: {
      name: "hawser",
      features: featuresOf(hub),
      maxPayload,
      instance: hub.instance,
      resumeTtlMs: resume?.ttlMs,
    },
    senderId,
  });
  if (hub.observed) {
    const authenticated = identity.kind === "authenticated";
    hub.observe({ type: "connected", connectionId: peer.id, senderId, authenticated });
  }
  handleHeld(peer, held);
  if (peer.socket.isPaused) peer.socket.resume();
}

function featuresOf({ settings }: Hub): ChannelFeature[] {
  const features: ChannelFeature[] = ["stop", "whole"];
  if (settings.resume !== undefined) features.push("resume");
  if (settings.groups !== undefined) features.push("groups");
  if (settings.media.attachments) features.push("attachments");
  return features;
}

function observeAuth(
  { hub, id: connectionId }: Peer,
  startedAt: number,
  outcome: "accepted" | "anonymous" | "refused" | "unavailable" | "left",
  reason?: string,
): void {
  // Where nobody is asked there is nothing to tell, unless the client is turned away.
  if (!hub.observed || (hub.settings.auth.mode === "off" && outcome === "accepted")) return;
  const durationMs = hub.now() - startedAt;
  const why = reason === undefined ? {} : { reason };
  hub.observe({ type: "auth", connectionId, outcome, durationMs, ...why });
}
