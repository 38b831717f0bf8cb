import type { DmPolicy, RateLimitOptions } from "@hawser/ws-channel-protocol/server";
import { CHANNEL_ID } from "../channel-id.js";
import type { OpenClawConfig } from "../openclaw/config.js";
import type { AuthConfig, ChannelConfig, DynamicAgentConfig } from "./channel-config.js";
import { SectionReader } from "./section-reader.js";

/** A configuration that can be used, and what in it means nothing to us. */
export interface ReadConfig {
  readonly config: ChannelConfig;
  /** Paths of unknown options: misspelt, or of another version. */
  readonly unknown: readonly string[];
}

/**
 * Reads `channels.websocket`.
 *
 * @throws ValidationError naming the first option that is wrong, and what it should be.
 */
export function readConfig(cfg: OpenClawConfig): ReadConfig {
  const reader = new SectionReader(cfg.channels?.[CHANNEL_ID], `channels.${CHANNEL_ID}`);
  const allowFrom = reader.texts("allowFrom") ?? [];
  const named = allowFrom.length > 0 && !allowFrom.includes("*");
  const media = reader.section("media");
  const config: ChannelConfig = {
    enabled: reader.boolean("enabled") ?? true,
    port: reader.integer("port", 0, 65_535) ?? 18_800,
    host: reader.text("host") ?? "0.0.0.0",
    path: reader.text("path", 'a path that begins with "/"', /^\/[^?#\s]*$/) ?? "/ws",
    auth: readAuth(reader.section("auth")),
    dynamicAgentCreation: readDynamicAgents(reader.section("dynamicAgentCreation")),
    dmPolicy: reader.oneOf("dmPolicy", dmPolicies) ?? (named ? "allowlist" : "open"),
    allowFrom,
    groups: reader.boolean("groups") ?? true,
    // What a person has asked for is done, whether they wait for it or look at it later.
    whenGone: reader.oneOf("whenGone", ["finish", "stop"]) ?? "finish",
    ...given({
      dmScope: reader.oneOf("dmScope", [
        "main",
        "per-peer",
        "per-channel-peer",
        "per-account-channel-peer",
      ]),
      allowedOrigins: reader.texts("allowedOrigins"),
      maxPayload: reader.integer("maxPayload", 1024),
      heartbeatMs: reader.integer("heartbeatMs", 0),
      rateLimit: readRateLimit(reader),
      maxConnections: reader.integer("maxConnections", 1),
      maxBufferedBytes: reader.integer("maxBufferedBytes", 1024),
      drainMs: reader.integer("drainMs", 0),
      resumeTtlMs: reader.integer("resumeTtlMs", 0),
    }),
    media: {
      roots: media.texts("roots") ?? [],
      maxBytes: media.integer("maxBytes", 1) ?? 5 * 1024 * 1024,
    },
  };
  return { config, unknown: reader.unknown() };
}

const dmPolicies: readonly DmPolicy[] = ["open", "pairing", "allowlist"];

function readAuth(reader: SectionReader): AuthConfig {
  return given({
    enabled: reader.boolean("enabled"),
    endpoint: reader.text("endpoint", "an http:// or https:// URL", /^https?:\/\/\S+$/i),
    timeout: reader.integer("timeout", 1),
    required: reader.boolean("required"),
  });
}

function readDynamicAgents(reader: SectionReader): DynamicAgentConfig {
  return {
    enabled: reader.boolean("enabled") ?? false,
    ...given({
      workspaceTemplate: readTemplate(reader, "workspaceTemplate"),
      agentDirTemplate: readTemplate(reader, "agentDirTemplate"),
      maxAgents: reader.integer("maxAgents", 0),
    }),
  };
}

/** Without a placeholder all agents would share one folder. */
function readTemplate(reader: SectionReader, key: string): string | undefined {
  return reader.text(key, "a path with {agentId} or {userId} in it", /\{(agentId|userId)\}/);
}

function readRateLimit(reader: SectionReader): RateLimitOptions | false | undefined {
  if (!reader.has("rateLimit")) return undefined;
  if (reader.isOff("rateLimit")) return false;
  const section = reader.section("rateLimit");
  return given({
    connection: readRate(section, "connection"),
    sender: readRate(section, "sender"),
    closeAfter: section.integer("closeAfter", 1),
  });
}

function readRate(
  reader: SectionReader,
  key: "connection" | "sender",
): RateLimitOptions["connection"] {
  if (!reader.has(key)) return undefined;
  if (reader.isOff(key)) return false;
  const section = reader.section(key);
  return {
    perSecond: section.number("perSecond", 0) ?? 20,
    burst: section.integer("burst", 1) ?? 100,
  };
}

type Given<Options> = { [Key in keyof Options]?: Exclude<Options[Key], undefined> };

/** The options that are set. */
function given<Options extends object>(options: Options): Given<Options> {
  const set = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as Given<Options>;
}
