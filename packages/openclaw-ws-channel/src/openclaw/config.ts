/** An agent's place in the configuration. */
export interface AgentEntry {
  readonly id?: string;
  readonly workspace?: string;
  readonly agentDir?: string;
  readonly [key: string]: unknown;
}

/** A rule that gives a conversation to an agent. */
export interface Binding {
  readonly agentId: string;
  readonly match: {
    readonly channel: string;
    readonly peer?: { readonly kind: string; readonly id: string };
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}

/** What the plugin reads of a gateway's configuration. Everything else passes through untouched. */
export interface OpenClawConfig {
  readonly channels?: Readonly<Record<string, unknown>>;
  readonly session?: { readonly dmScope?: DmScope; readonly store?: string };
  readonly agents?: {
    /** Until 2026.3. */
    readonly list?: readonly AgentEntry[];
    /** From 2026.9 on, by agent id. */
    readonly entries?: Readonly<Record<string, AgentEntry>>;
    readonly defaults?: { readonly workspace?: string };
    readonly [key: string]: unknown;
  };
  readonly bindings?: readonly Binding[];
  readonly [key: string]: unknown;
}

/** How far direct conversations are kept apart. */
export type DmScope = "main" | "per-peer" | "per-channel-peer" | "per-account-channel-peer";

/** A configuration that may be edited. */
export interface ConfigDraft {
  agents?: {
    list?: { id?: string; workspace?: string; agentDir?: string }[];
    entries?: Record<string, { workspace?: string; agentDir?: string }>;
  };
  bindings?: {
    agentId: string;
    match: { channel: string; peer?: { kind: string; id: string } };
  }[];
}
