import type { WsChannelServerOptions } from "@hawser/ws-channel-protocol/server";
import type { ChannelConfig } from "../config/channel-config.js";

type ConfiguredOptions = Omit<
  WsChannelServerOptions,
  "onMessage" | "pair" | "observe" | "logger" | "clock" | "server" | "env"
>;

/** The server's options, as the configuration says; what it does not say is the server's default. */
export function serverOptions(config: ChannelConfig): ConfiguredOptions {
  const { resumeTtlMs, groups } = config;
  return {
    ...pick(config, [
      "port",
      "host",
      "path",
      "auth",
      "dmPolicy",
      "allowFrom",
      "allowedOrigins",
      "maxPayload",
      "heartbeatMs",
      "rateLimit",
      "maxConnections",
      "maxBufferedBytes",
      "drainMs",
      "whenGone",
      "media",
    ]),
    ...(resumeTtlMs !== undefined && {
      resume: resumeTtlMs === 0 ? false : { ttlMs: resumeTtlMs },
    }),
    ...(!groups && { groups }),
  };
}

function pick<Value extends object, Key extends keyof Value>(
  value: Value,
  keys: readonly Key[],
): Pick<Value, Key> {
  const present = keys.filter((key) => key in value);
  return Object.fromEntries(present.map((key) => [key, value[key]])) as Pick<Value, Key>;
}
