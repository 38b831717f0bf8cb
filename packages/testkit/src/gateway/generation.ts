/** The protocol a gateway speaks: 3 imitates OpenClaw 2026.3.2, 4 imitates 2026.9.6. */
export type GatewayProtocol = 3 | 4;

/** What differs between the generations and is a plain number or string. */
export interface Generation {
  readonly protocol: GatewayProtocol;
  /** `server.version` in hello-ok; 2026.3.2 says "dev". */
  readonly serverVersion: string;
  /** `version` in the gateway's own presence entry. */
  readonly presenceVersion: string;
  /** Silence after the upgrade that ends the connection with 1000. */
  readonly handshakeTimeoutMs: number;
  /** Bound on a frame before hello-ok; over it the socket closes with 1009. 2026.3.2 has none of its own. */
  readonly preauthMaxBytes: number | undefined;
  /** The least time between two chat deltas of one run. */
  readonly chatThrottleMs: number;
  readonly clientIds: readonly string[];
  readonly clientModes: readonly string[];
}

const MODES = ["webchat", "cli", "ui", "backend", "node", "probe", "test"] as const;

const IDS_V3 = [
  "webchat-ui",
  "openclaw-control-ui",
  "webchat",
  "cli",
  "gateway-client",
  "openclaw-macos",
  "openclaw-ios",
  "openclaw-android",
  "node-host",
  "test",
  "fingerprint",
  "openclaw-probe",
] as const;

const GENERATIONS: Readonly<Record<GatewayProtocol, Generation>> = {
  3: {
    protocol: 3,
    serverVersion: "dev",
    presenceVersion: "unknown",
    handshakeTimeoutMs: 10_000,
    preauthMaxBytes: undefined,
    chatThrottleMs: 150,
    clientIds: IDS_V3,
    clientModes: MODES,
  },
  4: {
    protocol: 4,
    serverVersion: "2026.9.6",
    presenceVersion: "2026.9.6",
    handshakeTimeoutMs: 15_000,
    preauthMaxBytes: 65_536,
    chatThrottleMs: 75,
    clientIds: [...IDS_V3, "openclaw-tui"],
    clientModes: MODES,
  },
};

/** The constants of one generation. */
export function generationOf(protocol: GatewayProtocol): Generation {
  return GENERATIONS[protocol];
}
