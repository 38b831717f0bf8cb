import { parseFrames, type RawMessage } from "@hawser/core";
import { isObject } from "../generated/check.js";

/** What a frame of the hub means to a reader of rooms. */
export type HubFrame =
  /** Something may be new. Without a room: in any of them. */
  | {
      readonly kind: "wake";
      readonly gruprId: string | undefined;
      readonly messageId: string | undefined;
      readonly createdAt: string | undefined;
    }
  /** The hub wants to know whether we live. */
  | { readonly kind: "ping" }
  /** The token is not accepted here. */
  | { readonly kind: "refused"; readonly message: string }
  /** Some other error. */
  | { readonly kind: "error"; readonly message: string }
  /** A sign of life, and nothing else. */
  | { readonly kind: "other" };

const OTHER: HubFrame = { kind: "other" };

const NAMES = ["type", "event", "event_type"] as const;
const BODIES = ["data", "payload", "message"] as const;

const ANY_MESSAGE = /message/;
// What a hub may say once it has taken a subscription: from here on it tells of everything.
const CONFIRMED = /^(subscri|joined|ready|welcome|connected|authenticated)/;
const AUTH =
  /unauthori[sz]ed|unauthenticated|forbidden|auth(entication|orization)?[_ -]?(error|fail|invalid|denied|required)|(invalid|expired|bad)[_ -]token|token[_ -](invalid|expired|required)/;
const AUTH_CODES = new Set(["401", "403", "4401", "4403"]);

/**
 * Reads a message of the hub, in any envelope: the name under `type`, `event` or `event_type`, the body
 * under `data`, `payload` or `message`, beside the name, or as JSON in a string. Never throws.
 */
export function readFrames(data: RawMessage): HubFrame[] {
  const frames: HubFrame[] = [];
  try {
    parseFrames(data, (value) => frames.push(frameOf(value)));
  } catch {
    // Not JSON ("pong", say): a sign of life all the same.
    frames.push(OTHER);
  }
  return frames;
}

function frameOf(value: unknown): HubFrame {
  const frame = unwrap(value);
  if (!isObject(frame)) return OTHER;
  const name = nameOf(frame);
  const body = bodyOf(frame);
  if (name === "ping") return { kind: "ping" };
  const messageId = text(body["message_id"]);
  const failed = messageId === undefined ? failureOf(name, frame, body) : undefined;
  if (failed !== undefined) return failed;
  if (messageId === undefined && !ANY_MESSAGE.test(name) && !CONFIRMED.test(name)) return OTHER;
  return {
    kind: "wake",
    gruprId: text(body["grupr_id"]) ?? text(frame["grupr_id"]),
    messageId,
    createdAt: text(body["created_at"]),
  };
}

function nameOf(frame: Record<string, unknown>): string {
  for (const key of NAMES) {
    const name = frame[key];
    if (typeof name === "string") return name.toLowerCase();
  }
  return "";
}

function bodyOf(frame: Record<string, unknown>): Record<string, unknown> {
  for (const key of BODIES) {
    const body = unwrap(frame[key]);
    if (isObject(body)) return body;
  }
  return frame;
}

function failureOf(
  name: string,
  frame: Record<string, unknown>,
  body: Record<string, unknown>,
): HubFrame | undefined {
  const { error } = frame;
  const isError = name.endsWith("error") || AUTH.test(name) || Boolean(error);
  if (!isError) return undefined;
  const inner = isObject(error) ? error : body;
  const code = [inner["code"], frame["code"], frame["status"]].find(
    (one) => typeof one === "string" || typeof one === "number",
  );
  const words =
    text(error) ?? text(inner["message"]) ?? text(frame["message"]) ?? (name || "an error");
  const said = `${name} ${code === undefined ? "" : String(code)}`.toLowerCase();
  // Being kept out of one room is for REST to tell; the others go on.
  const ofRoom = text(frame["grupr_id"]) ?? text(inner["grupr_id"]);
  const refused =
    ofRoom === undefined &&
    (AUTH.test(said) ||
      AUTH_CODES.has(String(code)) ||
      (code === undefined && AUTH.test(words.toLowerCase())));
  return { kind: refused ? "refused" : "error", message: words };
}

function unwrap(value: unknown): unknown {
  if (typeof value !== "string" || !value.trimStart().startsWith("{")) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
