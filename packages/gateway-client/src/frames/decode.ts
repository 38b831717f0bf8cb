import { ProtocolError } from "@hawser/core";
import { isObject } from "../generated/check.js";
import type { RemoteErrorShape, StateVersion } from "../schemas/index.js";

/** An inbound frame, told apart. */
export type InboundFrame =
  | { type: "event"; event: string; payload: unknown; seq?: number; stateVersion?: StateVersion }
  | { type: "res"; id: string; ok: true; payload: unknown }
  | { type: "res"; id: string; ok: false; error: RemoteErrorShape }
  | { type: "unknown"; value: unknown };

/**
 * Tells a parsed frame apart and brings its envelope into one form: `result` becomes `payload`, a numeric id a
 * string, and a refusal without a proper error gets the code `UNKNOWN`.
 *
 * Frames of an unknown type come back as `unknown`; a `hello-ok` that stands bare on the wire does too
 * (see `isHelloOk`).
 *
 * @throws ProtocolError `MALFORMED_FRAME` for a response without an id and an event without a name.
 */
export function decodeFrame(value: unknown): InboundFrame {
  if (!isObject(value)) return { type: "unknown", value };
  if (value.type === "event") return decodeEvent(value);
  if (value.type === "res") return decodeResponse(value);
  return { type: "unknown", value };
}

/** Whether a frame is a bare `hello-ok`, sent without the `res` envelope around it. */
export function isHelloOk(value: unknown): boolean {
  return isObject(value) && value.type === "hello-ok";
}

function decodeEvent(frame: Record<string, unknown>): InboundFrame {
  const { event, seq, stateVersion } = frame;
  if (typeof event !== "string" || event === "") {
    throw new ProtocolError("The gateway sent an event without a name.", {
      code: "MALFORMED_FRAME",
    });
  }
  const seqFits = seq === undefined || typeof seq === "number";
  const versionFits = stateVersion === undefined || isObject(stateVersion);
  // The frame as it came, where it has the right form already: events come by the thousand.
  if (seqFits && versionFits) return frame as InboundFrame & { type: "event" };
  const decoded: InboundFrame & { type: "event" } = {
    type: "event",
    event,
    payload: frame.payload,
  };
  if (seqFits && seq !== undefined) decoded.seq = seq;
  if (versionFits && stateVersion !== undefined) decoded.stateVersion = stateVersion;
  return decoded;
}

function decodeResponse(frame: Record<string, unknown>): InboundFrame {
  const id = typeof frame.id === "number" ? String(frame.id) : frame.id;
  if (typeof id !== "string" || id === "") {
    throw new ProtocolError("The gateway sent a response without an id.", {
      code: "MALFORMED_FRAME",
    });
  }
  const refused = frame.ok === false || (frame.ok !== true && frame.error != null);
  if (refused) return { type: "res", id, ok: false, error: remoteError(frame.error) };
  return { type: "res", id, ok: true, payload: "payload" in frame ? frame.payload : frame.result };
}

function remoteError(error: unknown): RemoteErrorShape {
  if (!isObject(error)) {
    return { code: "UNKNOWN", message: typeof error === "string" ? error : "no reason given" };
  }
  const { code, message, retryable, retryAfterMs } = error;
  const shape: RemoteErrorShape = {
    code: typeof code === "string" && code !== "" ? code : "UNKNOWN",
    message: typeof message === "string" ? message : "no reason given",
  };
  if (error.details !== undefined) shape.details = error.details;
  if (typeof retryable === "boolean") shape.retryable = retryable;
  if (typeof retryAfterMs === "number" && retryAfterMs >= 0) shape.retryAfterMs = retryAfterMs;
  return shape;
}
