import { echoAgent, type GatewayAgent } from "./agent.js";
import { type GatewayClock, systemGatewayClock } from "./clock.js";
import { type Generation, generationOf, type GatewayProtocol } from "./generation.js";

/** A model the gateway offers. */
export interface GatewayModel {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  /** Tokens. */
  readonly contextWindow: number;
  /** Thinking levels it can do. Default ["off"]; protocol 4 refuses others. */
  readonly thinkingLevels?: readonly string[];
}

/** Options of {@link startGateway}. Every one has a default that imitates a fresh real gateway. */
export interface GatewayOptions {
  /** 3 imitates OpenClaw 2026.3.2, 4 imitates 2026.9.6. Default 4, or 3 in the documented dialect. */
  readonly protocol?: GatewayProtocol;
  /** "real" (default) is what gateways do; "documented" is what upstream's reference says they do. */
  readonly dialect?: "real" | "documented";
  /** TCP port; 0 (default) picks a free one. */
  readonly port?: number;
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string;
  /** Shared token. Default "test-token" unless a password is given; null = no token. */
  readonly token?: string | null;
  /** Shared password; with no token it is the only secret. */
  readonly password?: string;
  /** Answers messages. Default: {@link echoAgent}. */
  readonly agent?: GatewayAgent;
  /** Pause of the default agent between two deltas, ms. Default 0. */
  readonly deltaIntervalMs?: number;
  /** Least time between two chat deltas of a run, ms. Default 150 (protocol 3), 75 (4). */
  readonly chatThrottleMs?: number;
  /** Interval of `tick`, ms. Default 30 000 (documented: 10 000). */
  readonly tickIntervalMs?: number;
  /** `policy.maxPayload`, bytes; a larger frame closes with 1009. Default 26 214 400 (documented: 4 194 304). */
  readonly maxPayload?: number;
  /** Send `connect.challenge`. Default true. */
  readonly challenge?: boolean;
  /** Origins a browser may come from, besides none. Default none. "*" allows all. */
  readonly allowedOrigins?: readonly string[];
  /** Silence before `connect` that closes the socket, ms. Default 10 000 (3), 15 000 (4). */
  readonly handshakeTimeoutMs?: number;
  /** New devices: "auto" (default) pairs them silently as on loopback, "required" wants an approval. */
  readonly pairing?: "auto" | "required";
  /** Scope upgrades of a paired device: "auto" (default; 3.2 and 9.6) or "required" (4.26). */
  readonly scopeUpgrade?: "auto" | "required";
  /** Whether `final` carries the message (default true). */
  readonly finalMessage?: boolean;
  /** Form of user content in chat.history: as the generation does it (default), or forced. */
  readonly historyContent?: "string" | "blocks";
  /** The models offered; the first is the default. */
  readonly models?: readonly GatewayModel[];
  /** Configured agents; the first is the default. Default ["main"]. */
  readonly agents?: readonly string[];
  /**
   * Whether protocol 4 takes up again after a restart what was cut off: "auto" (default) as 2026.9.6
   * does, or "off".
   */
  readonly recovery?: "auto" | "off";
  /** First `seq` of protocol 3's global counter. Default 1. */
  readonly firstSeq?: number;
  /** The clock everything runs on. */
  readonly clock?: GatewayClock;
}

/** Options with their defaults filled in. */
export interface ResolvedOptions {
  readonly generation: Generation;
  readonly documented: boolean;
  readonly port: number;
  readonly host: string;
  readonly token: string | undefined;
  readonly password: string | undefined;
  readonly agent: GatewayAgent;
  readonly chatThrottleMs: number;
  readonly tickIntervalMs: number;
  readonly maxPayload: number;
  readonly challenge: boolean;
  readonly allowedOrigins: readonly string[];
  readonly handshakeTimeoutMs: number;
  readonly pairing: "auto" | "required";
  readonly scopeUpgrade: "auto" | "required";
  readonly finalMessage: boolean;
  readonly historyContent: "string" | "blocks";
  readonly models: readonly [GatewayModel, ...GatewayModel[]];
  readonly agents: readonly [string, ...string[]];
  readonly recovery: "auto" | "off";
  readonly firstSeq: number;
  readonly clock: GatewayClock;
}

const model = (id: string): GatewayModel => ({
  id,
  name: `Fake ${id}`,
  provider: "fake",
  contextWindow: 128_000,
});

function nonEmpty<T>(
  list: readonly T[] | undefined,
  fallback: readonly [T, ...T[]],
): readonly [T, ...T[]] {
  const [first, ...rest] = list ?? [];
  return first === undefined ? fallback : [first, ...rest];
}

/** Fills in the defaults of the chosen generation. */
export function resolveOptions(options: GatewayOptions): ResolvedOptions {
  const documented = options.dialect === "documented";
  const generation = generationOf(options.protocol ?? (documented ? 3 : 4));
  const token =
    options.token === undefined && options.password === undefined ? "test-token" : options.token;
  return {
    generation,
    documented,
    port: options.port ?? 0,
    host: options.host ?? "127.0.0.1",
    token: token ?? undefined,
    password: options.password,
    agent: options.agent ?? echoAgent(options.deltaIntervalMs ?? 0),
    chatThrottleMs: options.chatThrottleMs ?? (documented ? 0 : generation.chatThrottleMs),
    tickIntervalMs: options.tickIntervalMs ?? (documented ? 10_000 : 30_000),
    maxPayload: options.maxPayload ?? (documented ? 4_194_304 : 26_214_400),
    challenge: options.challenge ?? !documented,
    allowedOrigins: options.allowedOrigins ?? [],
    handshakeTimeoutMs: options.handshakeTimeoutMs ?? generation.handshakeTimeoutMs,
    pairing: options.pairing ?? "auto",
    scopeUpgrade: options.scopeUpgrade ?? "auto",
    finalMessage: options.finalMessage ?? true,
    historyContent: options.historyContent ?? (generation.protocol === 4 ? "string" : "blocks"),
    models: nonEmpty(options.models, [model("fake-1"), model("fake-2")]),
    agents: nonEmpty(options.agents, ["main"]),
    recovery: options.recovery ?? "auto",
    firstSeq: options.firstSeq ?? 1,
    clock: options.clock ?? systemGatewayClock,
  };
}
