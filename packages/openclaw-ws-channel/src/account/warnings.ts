import type { ChannelConfig } from "../config/channel-config.js";
import type { Account } from "./account.js";

const LOOPBACK = /^(localhost|127\.|::1$|\[::1\]$)/i;

/** What an operator should know about the configuration: at the start, and in `openclaw security audit`. */
export function warningsOf(account: Account): string[] {
  if (account.state === "absent") return [];
  if (account.state === "wrong") return [account.problem];
  const { config, unknown } = account;
  return [
    ...unknown.map((path) => `${path} is not an option of this channel, and is ignored`),
    ...openDoor(config),
    ...deadEnds(config),
  ];
}

function openDoor(config: ChannelConfig): string[] {
  const proven = isAuthOn(config) && config.auth.required !== false;
  if (proven || LOOPBACK.test(config.host)) return [];
  const policy = config.dmPolicy === "open" ? "anybody" : "anybody who knows a name on allowFrom";
  return [
    `${policy} who reaches ${config.host}:${config.port} can talk to the agent: nobody has to prove who ` +
      `they are. Switch auth on, or set host to 127.0.0.1`,
  ];
}

function deadEnds(config: ChannelConfig): string[] {
  if (config.dmPolicy !== "allowlist" || config.allowFrom.length > 0) return [];
  return ['dmPolicy is "allowlist" and allowFrom is empty: nobody can talk to the agent'];
}

/** The environment has the last word, as in the server. */
function isAuthOn(
  config: ChannelConfig,
  env: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  const said = env["WS_AUTH_ENABLED"]?.trim().toLowerCase();
  if (said === "true" || said === "1") return true;
  if (said === "false" || said === "0") return false;
  return config.auth.enabled ?? true;
}
