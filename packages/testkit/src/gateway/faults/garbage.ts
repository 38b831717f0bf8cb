/** The forms of nonsense a gateway can be made to send. */
export type GarbageKind =
  /** Half a JSON object. */
  | "malformed"
  /** A binary message that is not JSON. */
  | "binary"
  /** `{"type":"gossip",…}` */
  | "unknownType"
  /** An event nobody has heard of. */
  | "unknownEvent"
  /** A response to an id that was never sent. */
  | "unknownResponse"
  /** `null`, valid JSON and no frame. */
  | "null"
  /** A JSON array. */
  | "array"
  /** An event without a name and a response without an id. */
  | "brokenEnvelope"
  /** An event larger than `policy.maxPayload`. */
  | "oversized"
  /** The next hello-ok has the wrong types in it. */
  | "hello"
  /** The next chat event has a payload of the wrong shape. */
  | "chat";

/** Garbage that is sent at once; "hello" and "chat" replace the next frame of their kind instead. */
export type ImmediateGarbage = Exclude<GarbageKind, "hello" | "chat">;

/** What goes on the wire for a kind of immediate garbage. */
export function garbageFrames(kind: ImmediateGarbage, maxPayload: number): (string | Uint8Array)[] {
  switch (kind) {
    case "malformed":
      return ['{"type":"event","event":"chat","payl'];
    case "binary":
      return [Uint8Array.from([0x00, 0xff, 0xfe, 0x13, 0x37])];
    case "unknownType":
      return ['{"type":"gossip","about":"nothing"}'];
    case "unknownEvent":
      return ['{"type":"event","event":"weather.changed","payload":{"sky":"clear"}}'];
    case "unknownResponse":
      return ['{"type":"res","id":"nobody-asked","ok":true,"payload":{}}'];
    case "null":
      return ["null"];
    case "array":
      return ["[1,2,3]"];
    case "brokenEnvelope":
      return ['{"type":"event","payload":{}}', '{"type":"res","ok":true,"payload":{}}'];
    case "oversized":
      return [
        `{"type":"event","event":"weather.changed","payload":{"pad":"${"x".repeat(maxPayload)}"}}`,
      ];
    default:
      return kind satisfies never;
  }
}

/** A hello-ok whose every field has the wrong type. */
export const brokenHello: unknown = {
  type: "hello-ok",
  protocol: "four",
  server: null,
  features: { methods: "all of them" },
  snapshot: [],
  policy: "none",
};

/** A chat payload with nothing in its place. */
export const brokenChat: unknown = {
  runId: 7,
  sessionKey: null,
  seq: "one",
  state: {},
  message: 3,
};
