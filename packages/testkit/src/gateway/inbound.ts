import type { RawData } from "ws";
import type { GatewayConnection } from "./connection.js";
import type { GatewayContext } from "./context.js";
import { invalidRequest } from "./errors.js";
import { brokenHello } from "./faults/garbage.js";
import type { RequestFrame } from "./frames.js";
import { acceptConnect } from "./handshake.js";
import { HandshakeRefusal } from "./handshake-refusal.js";
import { helloOk } from "./hello.js";
import { dispatch } from "./methods/dispatch.js";
import { documentedError } from "./methods/documented.js";
import { tellPresence } from "./presence.js";
import { any, filled, schemaErrors, shape, text } from "./schema.js";
import { healthPayload } from "./snapshot.js";

const frameSchema = (protocol: 3 | 4): ReturnType<typeof shape> =>
  shape({
    "type!": { kind: "const", value: "req" },
    "id!": filled,
    "method!": filled,
    params: any,
    ...(protocol === 4 ? { traceparent: text } : {}),
  });

function parse(data: RawData, isBinary: boolean): unknown {
  if (isBinary) return undefined;
  try {
    return JSON.parse(data.toString()) as unknown;
  } catch {
    return undefined;
  }
}

const idOf = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "id" in value ? value.id : "invalid";

/** Handles everything a socket receives. */
export function receive(
  context: GatewayContext,
  connection: GatewayConnection,
  data: RawData,
  isBinary: boolean,
): void {
  if (connection.muted) return;
  const value = parse(data, isBinary);
  switch (connection.phase.status) {
    case "handshaking":
      return handshake(context, connection, value);
    case "ready":
      return request(context, connection, value);
    case "closed":
      return;
    default:
      return connection.phase satisfies never;
  }
}

function refuse(
  context: GatewayContext,
  connection: GatewayConnection,
  id: unknown,
  refusal: HandshakeRefusal,
): void {
  const { shape: error } = refusal.error;
  connection.respond({
    type: "res",
    id,
    ok: false,
    error: context.options.documented ? documentedError(error) : error,
  });
  // A close frame carries at most 123 bytes of reason.
  connection.close(refusal.closeCode, refusal.closeReason.slice(0, 120));
}

function handshake(context: GatewayContext, connection: GatewayConnection, value: unknown): void {
  const { registry, options, faults } = context;
  // What is not JSON before hello-ok is not worth an answer.
  if (value === undefined) return connection.close(1000);
  const frame = value as Partial<RequestFrame>;
  const errors = schemaErrors(
    frameSchema(options.generation.protocol),
    value,
    options.generation.protocol,
  );
  if (errors || frame.method !== "connect") {
    const message = errors
      ? "invalid request frame"
      : "invalid handshake: first request must be connect";
    return refuse(context, connection, idOf(value), new HandshakeRefusal(invalidRequest(message)));
  }
  connection.connectParams = frame.params;
  registry.note("request", {
    connection,
    id: frame.id,
    method: "connect",
    params: frame.params,
    at: options.clock.now(),
  });
  if (faults.strike("neverHandshake", connection.id, "connect")) return;
  try {
    const accepted = acceptConnect(context, connection, frame.params);
    connection.markReady(accepted.params, accepted.grant);
    const seen = context.presence.connected(connection);
    const broken = faults.strike("garbage", connection.id, "hello", (g) => g.frame === "hello");
    const payload = broken
      ? brokenHello
      : helloOk(context, connection, accepted.grant, accepted.method, accepted.token);
    connection.respond({ type: "res", id: frame.id, ok: true, payload });
    registry.note("ready", connection);
    announce(context, seen);
  } catch (cause) {
    if (!(cause instanceof HandshakeRefusal)) throw cause;
    refuse(context, connection, frame.id, cause);
  }
}

/** What everybody hears of a new client: on 2026.3.2 fresh health, on 2026.9.6 who is there. */
function announce(context: GatewayContext, seen: boolean): void {
  const { options, broadcaster } = context;
  if (options.documented) return;
  if (options.generation.protocol === 4) {
    if (seen) setImmediate(() => tellPresence(context));
    return;
  }
  broadcaster.bump("presence");
  setImmediate(() =>
    broadcaster.event("health", healthPayload(context), broadcaster.bump("health")),
  );
}

function request(context: GatewayContext, connection: GatewayConnection, value: unknown): void {
  const { registry, options } = context;
  // Malformed JSON after hello-ok is dropped without a word.
  if (value === undefined) return;
  const { protocol } = options.generation;
  const errors = schemaErrors(frameSchema(protocol), value, protocol);
  if (errors) {
    const { shape: error } = invalidRequest(`invalid request frame: ${errors}`);
    return connection.respond({ type: "res", id: idOf(value), ok: false, error });
  }
  const frame = value as RequestFrame;
  registry.note("request", {
    connection,
    id: frame.id,
    method: frame.method,
    params: frame.params,
    at: options.clock.now(),
  });
  if (frame.method === "connect") {
    const { shape: error } = invalidRequest("connect is only valid as the first request");
    return connection.respond({ type: "res", id: frame.id, ok: false, error });
  }
  void dispatch(context, connection, frame);
}
