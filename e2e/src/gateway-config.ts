/** A gateway's configuration file, or a part of one. */
export interface GatewayConfig {
  readonly [key: string]: unknown;
}

const model = {
  id: "echo-1",
  name: "Echo",
  reasoning: false,
  input: ["text"],
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  contextWindow: 128_000,
  maxTokens: 4096,
};

/** Laid over the configuration, it lets the model see pictures. */
export const sightedModel: GatewayConfig = {
  models: { providers: { local: { models: [{ ...model, input: ["text", "image"] }] } } },
};

export interface BaseConfigOptions {
  readonly port: number;
  readonly token: string;
  readonly llmUrl: string;
  readonly logFile: string;
  readonly workspace: string;
}

/** A gateway that answers through our own model server and reaches for nothing outside the machine. */
export function baseConfig(o: BaseConfigOptions): GatewayConfig {
  return {
    gateway: {
      mode: "local",
      port: o.port,
      bind: "loopback",
      auth: { mode: "token", token: o.token },
      controlUi: { enabled: false },
    },
    logging: { file: o.logFile },
    update: { checkOnStart: false },
    browser: { enabled: false },
    discovery: { mdns: { mode: "off" } },
    models: {
      mode: "merge",
      providers: {
        local: {
          baseUrl: o.llmUrl,
          apiKey: "unused",
          api: "openai-completions",
          models: [model],
        },
      },
    },
    agents: {
      defaults: {
        workspace: o.workspace,
        skipBootstrap: true,
        model: { primary: "local/echo-1" },
        heartbeat: { every: "0m" },
      },
    },
  };
}

/** `over` laid on `base`, objects merged key by key, everything else replaced. */
export function mergeConfig(base: GatewayConfig, over: GatewayConfig): GatewayConfig {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isConfig(below) && isConfig(value) ? mergeConfig(below, value) : value;
  }
  return merged;
}

function isConfig(value: unknown): value is GatewayConfig {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
