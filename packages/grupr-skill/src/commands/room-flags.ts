import { GruprClient, type GruprClientOptions } from "@hawser/grupr-client";
import type { Settings } from "../cli/settings.js";

/** The flags that `start`, `stream` and `poll` share. */
export interface RoomFlags {
  readonly openclawAgent: string;
  /** ms; 0 means no limit. */
  readonly timeout: number;
  /** ms before now; it counts where there is no cursor yet. */
  readonly catchUp?: number;
  readonly gatewayUrl?: string;
  readonly wsUrl?: string;
}

/** The flags as they were given, for a process that is to do the same. */
export function argsOf(flags: RoomFlags): string[] {
  return [
    "--openclaw-agent",
    flags.openclawAgent,
    "--timeout",
    String(flags.timeout / 1000),
    ...(flags.catchUp === undefined ? [] : ["--catch-up", `${Math.round(flags.catchUp / 1000)}s`]),
    ...(flags.gatewayUrl === undefined ? [] : ["--gateway-url", flags.gatewayUrl]),
    ...(flags.wsUrl === undefined ? [] : ["--ws-url", flags.wsUrl]),
  ];
}

/** The client that the settings describe. */
export function clientFor(
  settings: Settings,
  flags: Pick<RoomFlags, "wsUrl">,
  options: Pick<GruprClientOptions, "logger" | "transport">,
): GruprClient {
  const { token, agentId, baseUrl } = settings;
  const wsUrl = flags.wsUrl ?? settings.wsUrl;
  return new GruprClient({
    agentToken: token,
    ...(agentId === undefined ? {} : { agentId }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(wsUrl === undefined ? {} : { ws: { url: wsUrl } }),
    ...options,
  });
}
