import { SyncFailure } from "./failure.js";
import type { SyncQuery, SyncClientMessage } from "./messages.js";

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads a client's frame.
 *
 * @throws SyncFailure `badRequest` on what is not one.
 */
export function parseClientMessage(text: string): SyncClientMessage {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
  return read(object(json, "message"));
}

function read(json: Json): SyncClientMessage {
  switch (json.type) {
    case "Connect":
      return {
        type: "Connect",
        sessionId: optional(json, "sessionId", "string"),
        connectionCount: field(json, "connectionCount", "number"),
        lastCloseReason: optional(json, "lastCloseReason", "string") ?? null,
        maxObservedTimestamp: optional(json, "maxObservedTimestamp", "string"),
        clientTs: optional(json, "clientTs", "number"),
      };
    case "ModifyQuerySet":
      return {
        type: "ModifyQuerySet",
        baseVersion: field(json, "baseVersion", "number"),
        newVersion: field(json, "newVersion", "number"),
        modifications: list(json, "modifications").map((m) => modification(object(m, "entry"))),
      };
    case "Authenticate":
      return {
        type: "Authenticate",
        tokenType: tokenType(json.tokenType),
        baseVersion: field(json, "baseVersion", "number"),
      };
    case "Mutation":
    case "Action":
      return {
        type: json.type,
        requestId: field(json, "requestId", "number"),
        udfPath: field(json, "udfPath", "string"),
      };
    case "Event":
      return { type: "Event", eventType: field(json, "eventType", "string") };
    default:
      throw invalid(`unknown variant \`${String(json.type)}\``);
  }
}

function modification(json: Json): SyncQuery | { type: "Remove"; queryId: number } {
  const queryId = field(json, "queryId", "number");
  if (json.type === "Remove") return { type: "Remove", queryId };
  if (json.type !== "Add") throw invalid(`unknown variant \`${String(json.type)}\``);
  return {
    type: "Add",
    queryId,
    udfPath: field(json, "udfPath", "string"),
    args: list(json, "args"),
  };
}

function tokenType(value: unknown): "None" | "User" | "Admin" {
  if (value === "None" || value === "User" || value === "Admin") return value;
  throw invalid(`unknown variant \`${String(value)}\``);
}

interface Kinds {
  string: string;
  number: number;
}

function field<K extends keyof Kinds>(json: Json, name: string, kind: K): Kinds[K] {
  const value = optional(json, name, kind);
  if (value === undefined) throw invalid(`missing field \`${name}\``);
  return value;
}

function optional<K extends keyof Kinds>(json: Json, name: string, kind: K): Kinds[K] | undefined {
  const value = json[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== kind) throw invalid(`invalid type of \`${name}\`, expected a ${kind}`);
  return value as Kinds[K];
}

function list(json: Json, name: string): readonly unknown[] {
  const value = json[name];
  if (!Array.isArray(value)) throw invalid(`invalid type of \`${name}\`, expected a sequence`);
  return value;
}

function object(value: unknown, what: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid(`invalid type of ${what}, expected a map`);
  }
  return value as Json;
}

function invalid(what: string): SyncFailure {
  return new SyncFailure(
    "badRequest",
    `WSMessageInvalidJson: Received Invalid JSON on websocket: ${what}`,
  );
}
