import type { GruprContext } from "../context.js";
import { agentOfWsToken } from "./auth.js";
import type { GruprSocket } from "./socket.js";

interface ClientFrame {
  readonly type?: unknown;
  readonly token?: unknown;
  readonly grupr_id?: unknown;
}

/** Takes a client's frame in. Frames it does not know are ignored. */
export function receiveFrame(context: GruprContext, socket: GruprSocket, text: string): void {
  if (socket.deaf) return;
  const frame = parse(text);
  const { registry, options } = context;
  registry.note("frame", { socket, frame, at: options.clock.now() });
  if (typeof frame !== "object" || frame === null) return;
  const { type, token, grupr_id: gruprId } = frame as ClientFrame;
  if (socket.auth.status === "awaited") {
    const agentId = typeof token === "string" ? agentOfWsToken(context, token) : undefined;
    if (agentId === undefined) socket.refuse("Token required");
    else socket.accept(agentId, "first-message");
    return;
  }
  if (type === "ping" && options.pong) socket.send(JSON.stringify({ type: "pong" }));
  if (type === "subscribe" && typeof gruprId === "string") subscribe(context, socket, gruprId);
  if (type === "unsubscribe" && typeof gruprId === "string") socket.rooms.delete(gruprId);
}

function subscribe(context: GruprContext, socket: GruprSocket, gruprId: string): void {
  const { rooms, registry, options } = context;
  const { auth } = socket;
  const member =
    rooms.has(gruprId) &&
    auth.status === "accepted" &&
    (options.wsTokens === "jwt" || rooms.members(gruprId).has(auth.agentId));
  if (!member) {
    const message = "Agent is not assigned to this grupr";
    socket.send(JSON.stringify({ type: "error", code: "forbidden", grupr_id: gruprId, message }));
    return;
  }
  socket.rooms.add(gruprId);
  if (options.subscribeAck) {
    socket.send(JSON.stringify({ [options.envelope.name]: "subscribed", grupr_id: gruprId }));
  }
  registry.note("subscribe", { socket, gruprId });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
