import * as z from "zod";
import type { StateVersion } from "./frames.js";

/** `connect.challenge`: what a device signs. The first event of every connection on real gateways; optional on loopback in the document. */
export interface ConnectChallenge {
  nonce: string;
  /** The gateway's time, in milliseconds since 1970; a device signs with it. */
  ts?: number;
}

export const connectChallengeSchema: z.ZodType<ConnectChallenge> = z.looseObject({
  nonce: z.string(),
  ts: z.number().exactOptional(),
});

/** Client ids the gateway knows. Anything else is refused with close code 1008. */
export type ClientId =
  | "cli"
  | "gateway-client"
  | "webchat"
  | "webchat-ui"
  | "openclaw-control-ui"
  | "openclaw-tui"
  | "openclaw-probe"
  | "node-host"
  | "test"
  | (string & {});

/** Client modes. The documented `operator` is refused by every real gateway. */
export type ClientMode =
  | "cli"
  | "backend"
  | "ui"
  | "webchat"
  | "node"
  | "probe"
  | "test"
  | (string & {});

/** Who is connecting. */
export interface ConnectClient {
  id: ClientId;
  version: string;
  platform: string;
  mode: ClientMode;
  displayName?: string | undefined;
  deviceFamily?: string | undefined;
  modelIdentifier?: string | undefined;
  instanceId?: string | undefined;
  timeZone?: string | undefined;
}

/** Secrets offered at connect. `password` works on protocol 4 only. */
export interface ConnectAuth {
  token?: string | undefined;
  password?: string | undefined;
  deviceToken?: string | undefined;
  bootstrapToken?: string | undefined;
}

/** A signed device identity. */
export interface ConnectDevice {
  /** Hex SHA-256 of the raw public key. */
  id: string;
  /** Raw Ed25519 public key, base64url. */
  publicKey: string;
  /** Ed25519 signature, base64url. */
  signature: string;
  /** Milliseconds since 1970; the challenge's `ts`. */
  signedAt: number;
  nonce: string;
}

/** Params of `connect`. Real gateways refuse keys they do not know. */
export interface ConnectParams {
  minProtocol: number;
  maxProtocol: number;
  client: ConnectClient;
  role?: string | undefined;
  scopes?: string[] | undefined;
  caps?: string[] | undefined;
  commands?: string[] | undefined;
  permissions?: Record<string, boolean> | undefined;
  auth?: ConnectAuth | undefined;
  device?: ConnectDevice | undefined;
  locale?: string | undefined;
  userAgent?: string | undefined;
}

const text = z.string().min(1);
const texts = z.array(text);

export const connectParamsSchema: z.ZodType<ConnectParams> = z.looseObject({
  minProtocol: z.int().min(1),
  maxProtocol: z.int().min(1),
  client: z.looseObject({
    id: text,
    version: text,
    platform: text,
    mode: text,
    displayName: text.optional(),
    deviceFamily: text.optional(),
    modelIdentifier: text.optional(),
    instanceId: text.optional(),
    timeZone: text.optional(),
  }),
  role: text.optional(),
  scopes: texts.optional(),
  caps: texts.optional(),
  commands: texts.optional(),
  permissions: z.record(z.string(), z.boolean()).optional(),
  auth: z
    .looseObject({
      token: z.string().optional(),
      password: z.string().optional(),
      deviceToken: z.string().optional(),
      bootstrapToken: z.string().optional(),
    })
    .optional(),
  device: z
    .looseObject({ id: text, publicKey: text, signature: text, signedAt: z.int(), nonce: text })
    .optional(),
  locale: z.string().optional(),
  userAgent: z.string().optional(),
});

/** What the gateway granted. Protocol 3 sends none unless a device token was issued or used. */
export interface HelloAuth {
  role?: string;
  /** Scopes really granted; they may be fewer than asked for. */
  scopes?: string[];
  /** A token for this device, to be kept: it works only together with the device. */
  deviceToken?: string;
  issuedAtMs?: number;
  /** Tokens of further roles of this device. */
  deviceTokens?: { deviceToken: string; role?: string; scopes?: string[]; issuedAtMs?: number }[];
}

/** Bounds the gateway enforces. */
export interface HelloPolicy {
  /** Largest frame the gateway accepts, in bytes. A larger one closes the socket with 1009. */
  maxPayload: number;
  /** What the gateway buffers for a slow client before it drops it, in bytes. */
  maxBufferedBytes?: number;
  /** Time between `tick` events, in milliseconds. */
  tickIntervalMs: number;
  /** Largest attachments accepted, in bytes. Protocol 4. */
  attachments?: { maxBytes?: number; maxImageBytes?: number };
}

/** Which session is the default one. */
export interface SessionDefaults {
  defaultAgentId?: string;
  mainKey?: string;
  mainSessionKey?: string;
  scope?: string;
}

/** The gateway's state at the moment of connecting. */
export interface HelloSnapshot {
  presence?: unknown[];
  health?: unknown;
  stateVersion?: StateVersion;
  /** Milliseconds since the gateway started. */
  uptimeMs?: number;
  sessionDefaults?: SessionDefaults;
}

/** The gateway's answer to `connect`, completed with defaults where a gateway leaves a part out. */
export interface HelloOk {
  /** The protocol picked for this connection. */
  protocol: number;
  server: {
    /** `2026.9.6`; "dev" on 2026.3. */
    version: string;
    connId: string;
    /** Changes with every start of the gateway. Protocol 4. */
    bootId?: string;
    buildId?: string;
  };
  features: {
    /** What the gateway advertises. Not complete: `chat.inject` and `sessions.resolve` are missing although both work. */
    methods: string[];
    events: string[];
    capabilities?: string[];
  };
  snapshot: HelloSnapshot;
  /** Absent on protocol 3 without a device token. */
  auth?: HelloAuth;
  policy: HelloPolicy;
}

/** `hello-ok` as it may stand on the wire: only the protocol is certain. */
export interface HelloOkWire {
  protocol: number;
  server?: Partial<HelloOk["server"]>;
  features?: Partial<HelloOk["features"]>;
  snapshot?: HelloSnapshot;
  auth?: HelloAuth;
  policy?: Partial<HelloPolicy>;
}

const strings = z.array(z.string());
const deviceToken = {
  role: z.string().exactOptional(),
  scopes: strings.exactOptional(),
  issuedAtMs: z.number().exactOptional(),
};

// Only what this client relies on is checked: the rest passes as it is.
export const helloOkSchema: z.ZodType<HelloOkWire> = z.looseObject({
  type: z.literal("hello-ok").exactOptional(),
  protocol: z.int().min(1),
  server: z
    .looseObject({ version: z.string().exactOptional(), connId: z.string().exactOptional() })
    .exactOptional(),
  features: z
    .looseObject({ methods: strings.exactOptional(), events: strings.exactOptional() })
    .exactOptional(),
  snapshot: z.looseObject({ presence: z.array(z.unknown()).exactOptional() }).exactOptional(),
  auth: z
    .looseObject({
      ...deviceToken,
      deviceToken: z.string().exactOptional(),
      deviceTokens: z
        .array(z.looseObject({ ...deviceToken, deviceToken: z.string() }))
        .exactOptional(),
    })
    .exactOptional(),
  policy: z
    .looseObject({
      maxPayload: z.number().min(1).exactOptional(),
      maxBufferedBytes: z.number().exactOptional(),
      tickIntervalMs: z.number().min(1).exactOptional(),
    })
    .exactOptional(),
});

/** `tick`: the gateway is alive. */
export interface TickEvent {
  /** Milliseconds since 1970. */
  ts?: number;
}

export const tickSchema: z.ZodType<TickEvent> = z.looseObject({ ts: z.number().exactOptional() });

/** `shutdown`: the gateway is going away; the socket closes with 1012 soon after. */
export interface ShutdownEvent {
  reason?: string;
  /** When it expects to be back, in milliseconds from now; null when it does not know. */
  restartExpectedMs?: number | null;
}

export const shutdownSchema: z.ZodType<ShutdownEvent> = z.looseObject({
  reason: z.string().exactOptional(),
  restartExpectedMs: z.number().nullable().exactOptional(),
});

/** `device.pair.requested` and `device.pair.resolved`: a device asks to be paired, and the answer. */
export interface DevicePairEvent {
  requestId: string;
  deviceId?: string;
  /** Only in `resolved`: `approved`, `rejected`. */
  decision?: string;
  ts?: number;
}

export const devicePairSchema: z.ZodType<DevicePairEvent> = z.looseObject({
  requestId: z.string(),
  deviceId: z.string().exactOptional(),
  decision: z.string().exactOptional(),
  ts: z.number().exactOptional(),
});
