import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type Server as SocketServer } from "ws";
import { CHANNEL_SUBPROTOCOL } from "../../frames/subprotocol.js";
import type { Hub } from "../hub.js";
import { ChannelSocket } from "../peers/channel-socket.js";
import { readHandshake, requestPath, type Handshake } from "./handshake.js";
import { isOriginAllowed } from "./origin.js";
import { refuseUpgrade, type Refusal } from "./refusal.js";

const NO_HANDSHAKE = "The request is no WebSocket handshake that this server understands";
/** How long the peer may take to answer a close frame, in milliseconds. */
const CLOSE_TIMEOUT = { closeTimeout: 5000 };

/** Turns requests into sockets, or refuses them before that. */
export class Gate {
  readonly #hub: Hub;
  readonly #sockets: SocketServer<typeof ChannelSocket>;

  constructor(hub: Hub) {
    this.#hub = hub;
    this.#sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: hub.settings.maxPayload,
      WebSocket: ChannelSocket,
      handleProtocols: selectProtocol,
      ...CLOSE_TIMEOUT,
    });
  }

  /**
   * @param alone - whether nobody else may want the request.
   * @param onSocket - called at once when the request is accepted.
   */
  upgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    alone: boolean,
    onSocket: (socket: ChannelSocket, handshake: Handshake) => void,
  ): void {
    const { path } = this.#hub.settings;
    const isOurs = requestPath(request) === path;
    if (!isOurs && !alone) return;
    const refusal = isOurs
      ? this.#refusalOf(request)
      : ({ status: 404, reason: `There is nothing here but ${path}` } as const);
    if (refusal !== undefined) {
      const { status, reason } = refusal;
      this.#hub.observe({ type: "upgrade-refused", status, reason });
      return refuseUpgrade(socket, refusal);
    }
    const handshake = readHandshake(request);
    let isSocket = false;
    this.#sockets.handleUpgrade(request, socket, head, (accepted) => {
      isSocket = true;
      accepted.transport = request.socket;
      onSocket(accepted, handshake);
    });
    // It has said no by itself, at once.
    if (!isSocket)
      this.#hub.observe({ type: "upgrade-refused", status: 400, reason: NO_HANDSHAKE });
  }

  #refusalOf({ headers, socket }: IncomingMessage): Refusal | undefined {
    const { settings, phase, peers } = this.#hub;
    if (phase !== "serving") {
      return { status: 503, reason: "The server is going away", retryAfter: 1 };
    }
    const open = settings.auth.mode === "off" || !settings.auth.required;
    const { origin, host } = headers;
    if (!isOriginAllowed(origin, settings.allowedOrigins, open, host, socket.localAddress)) {
      return { status: 403, reason: "Pages of this origin may not connect" };
    }
    if (peers.size >= settings.maxConnections) {
      return { status: 503, reason: "Too many connections", retryAfter: 5 };
    }
    return undefined;
  }
}

/** A request that is no upgrade, on a server of our own. */
export function answerPlainHttp(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(426, { connection: "close", upgrade: "websocket" }).end("WebSocket only\n");
}

/** Never the one that holds the token: it would come back in the answer's headers. */
function selectProtocol(offered: Set<string>): string | false {
  if (offered.has(CHANNEL_SUBPROTOCOL)) return CHANNEL_SUBPROTOCOL;
  for (const name of offered) if (!name.startsWith("bearer.")) return name;
  return false;
}
