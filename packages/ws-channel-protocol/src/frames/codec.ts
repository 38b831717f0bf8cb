import { messageBytes, messageText, ProtocolError, ValidationError } from "@hawser/core";
import type { RawMessage } from "@hawser/core";
import { findFault, isObject, type Spec } from "../generated/check.js";
import { clientFrameChecks, clientFrameSpecs } from "../generated/client-frames.js";
import { serverFrameChecks, serverFrameSpecs } from "../generated/server-frames.js";
import type { ChatSendFrame, ClientFrame } from "./client-frames.js";
import type { ServerFrame, UnknownFrame } from "./server-frames.js";

type Json = Record<string, unknown>;
type Specs = { readonly [type: string]: Spec };
type Checks = { readonly [type: string]: (value: unknown) => boolean };

/**
 * Reads one message of a client. Unknown fields pass, a known one that is null counts as missing.
 *
 * @throws ProtocolError `MALFORMED_FRAME` when it is no JSON object; ValidationError (`path`, `expected`)
 * for an unknown `type`, a field of a wrong shape, and a `chat.send` with nothing in it. Neither quotes
 * anything of the message.
 */
export function decodeClientFrame(data: RawMessage): ClientFrame {
  const value = withoutNulls(parse(data));
  const type = knownType(clientFrameSpecs, value);
  if (type === undefined) {
    throw new ValidationError("The frame is of a type that no client may send", {
      path: "type",
      expected: `one of ${Object.keys(clientFrameSpecs).join(", ")}`,
    });
  }
  check(type, value, clientFrameSpecs, clientFrameChecks);
  const frame = value as unknown as ClientFrame;
  if (frame.type === "chat.send") checkContent(frame);
  return frame;
}

/**
 * Reads one message of a server. Unknown fields pass, a known one that is null counts as missing, and a
 * frame of an unknown type comes back as `{ type: "unknown", value }`.
 *
 * @throws ProtocolError `MALFORMED_FRAME` when it is no JSON object; ValidationError (`path`, `expected`)
 * for a field of a wrong shape. Neither quotes anything of the message.
 */
export function decodeServerFrame(data: RawMessage): ServerFrame | UnknownFrame {
  const value = withoutNulls(parse(data));
  const type = knownType(serverFrameSpecs, value);
  if (type === undefined) return { type: "unknown", value };
  check(type, value, serverFrameSpecs, serverFrameChecks);
  return value as unknown as ServerFrame;
}

/**
 * Writes a frame for the server.
 *
 * @throws ValidationError (`path`, `expected`) for a frame that {@link decodeClientFrame} would refuse.
 */
export function encodeClientFrame(frame: ClientFrame): string {
  const value = frame as unknown as Json;
  const type = knownType(clientFrameSpecs, value);
  if (type === undefined) {
    throw new ValidationError("There is no such frame", {
      path: "type",
      expected: `one of ${Object.keys(clientFrameSpecs).join(", ")}`,
    });
  }
  check(type, value, clientFrameSpecs, clientFrameChecks);
  if (frame.type === "chat.send") checkContent(frame);
  return stringify(frame);
}

/** Writes a frame for a client. What a server makes is not checked again. */
export function encodeServerFrame(frame: ServerFrame): string {
  return JSON.stringify(frame);
}

/**
 * Writes the frame of a reply's text so far, or of its last one: what {@link encodeServerFrame} writes
 * for it, in two thirds of the time.
 */
export function encodeReplyText(messageId: string, content: string, done: boolean): string {
  const type = done ? "chat.response" : "chat.stream";
  const id = JSON.stringify(messageId);
  const text = JSON.stringify(content);
  return `{"type":"${type}","messageId":${id},"content":${text},"done":${done}}`;
}

function parse(data: RawMessage): Json {
  const text = messageText(data);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed(data, "not JSON");
  }
  if (!isObject(value)) throw malformed(data, "not a JSON object");
  return value;
}

function malformed(data: RawMessage, what: string): ProtocolError {
  const message = `Received a message of ${messageBytes(data)} bytes that is ${what}`;
  return new ProtocolError(message, { code: "MALFORMED_FRAME" });
}

/** Languages that write out their empty fields send null for what is not there. */
function withoutNulls(value: Json): Json {
  for (const key in value) {
    if (value[key] !== null) continue;
    return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
  }
  return value;
}

function knownType(specs: Specs, value: Json): string | undefined {
  const type = value["type"];
  return typeof type === "string" && Object.hasOwn(specs, type) ? type : undefined;
}

function check(type: string, value: Json, specs: Specs, checks: Checks): void {
  if (checks[type]?.(value) === true) return;
  const fault = findFault(specs[type] ?? "u", value);
  if (fault === undefined) return;
  const path = fault.path.replace(/^\./, "");
  throw new ValidationError(`${type}: ${path} must be ${fault.expected}`, {
    path,
    expected: fault.expected,
  });
}

function checkContent(frame: ChatSendFrame): void {
  const { content, mediaPath, mediaPaths = [], attachments = [] } = frame;
  if (content !== "" || mediaPath || mediaPaths.length > 0 || attachments.length > 0) return;
  const expected = "a text, unless media or attachments come along";
  throw new ValidationError(`chat.send: content must be ${expected}`, {
    path: "content",
    expected,
  });
}

function stringify(frame: ClientFrame): string {
  try {
    return JSON.stringify(frame);
  } catch (cause) {
    // A cycle or a BigInt, which only customData has room for.
    throw new ValidationError(`${frame.type}: customData must be JSON`, {
      path: "customData",
      expected: "JSON",
      cause,
    });
  }
}
