import type { ChannelMessage } from "@hawser/ws-channel-protocol/server";
import { safeName } from "../agents/safe-name.js";
import { ACCOUNT_ID, CHANNEL_ID } from "../channel-id.js";
import type { DmScope, OpenClawConfig } from "../openclaw/config.js";
import type { AgentRoute, ChannelRuntime } from "../openclaw/runtime.js";

type Addressed = Pick<ChannelMessage, "chatType" | "senderId" | "groupId" | "requestedSessionKey">;

/** A configuration and its copies with another scope: OpenClaw keeps lookup tables for each object. */
const scoped = new WeakMap<OpenClawConfig, Map<DmScope, OpenClawConfig>>();

/** Which agent answers, and in which session: one of its own for each sender and each group. */
export function routeOf(
  message: Addressed,
  cfg: OpenClawConfig,
  routing: ChannelRuntime["routing"],
  dmScope?: DmScope,
): AgentRoute {
  const kind = message.chatType;
  const id = (kind === "group" ? message.groupId : undefined) ?? message.senderId;
  const route = routing.resolveAgentRoute({
    cfg: withScope(cfg, dmScope ?? separating(cfg.session?.dmScope)),
    channel: CHANNEL_ID,
    accountId: ACCOUNT_ID,
    peer: { kind, id },
  });
  const sessionKey = withSafePeer(route.sessionKey, id);
  const thread = message.requestedSessionKey;
  if (thread === undefined) return { ...route, sessionKey };
  return { ...route, sessionKey: `${sessionKey}:thread:${safeName(thread)}` };
}

/** OpenClaw's default puts all direct senders into one session: right for one person's phone, not here. */
function separating(configured: DmScope | undefined): DmScope {
  return configured === undefined || configured === "main" ? "per-channel-peer" : configured;
}

function withScope(cfg: OpenClawConfig, dmScope: DmScope): OpenClawConfig {
  if (cfg.session?.dmScope === dmScope) return cfg;
  const copies = scoped.get(cfg) ?? new Map<DmScope, OpenClawConfig>();
  scoped.set(cfg, copies);
  const copy = copies.get(dmScope) ?? { ...cfg, session: { ...cfg.session, dmScope } };
  copies.set(dmScope, copy);
  return copy;
}

/**
 * OpenClaw ends a key with the peer's id in lower case, whatever is in it: `Bob` and `bob` would share a
 * memory, and `bob:thread:7` would be read as something else. (A key that does not end so is one that the
 * configuration's `identityLinks` or `dmScope` chose: it stays.)
 */
function withSafePeer(sessionKey: string, id: string): string {
  const tail = `:${id.trim().toLowerCase()}`;
  if (!sessionKey.endsWith(tail)) return sessionKey;
  return `${sessionKey.slice(0, -tail.length)}:${safeName(id, ".@+")}`;
}
