import { accountOf, usableConfig, type Account } from "./account/account.js";
import { startAccount } from "./account/start-account.js";
import { warningsOf } from "./account/warnings.js";
import { ACCOUNT_ID, CHANNEL_ID } from "./channel-id.js";
import { channelSchema } from "./config/channel-schema.js";
import type { ChannelPlugin } from "./openclaw/channel-plugin.js";
import type { OpenClawConfig } from "./openclaw/config.js";
import type { PluginRuntime } from "./openclaw/runtime.js";
import { mediaUrlFor } from "./outbound/media-url.js";
import { pushMessage } from "./outbound/send.js";
import { formatTarget, parseTarget } from "./outbound/target.js";

/** The channel, as a gateway registers it. `runtime` is asked for when it is needed, and not before. */
export function websocketChannel(runtime: () => PluginRuntime): ChannelPlugin<Account> {
  return {
    id: CHANNEL_ID,
    meta: {
      id: CHANNEL_ID,
      label: "WebSocket",
      selectionLabel: "WebSocket (apps and browsers)",
      docsPath: "/channels/websocket",
      docsLabel: "websocket",
      blurb: "Chat with the agent from your own app or web page over a WebSocket.",
      order: 90,
    },
    capabilities: {
      chatTypes: ["direct", "group"],
      media: true,
      reply: true,
      blockStreaming: false,
    },
    reload: { configPrefixes: [`channels.${CHANNEL_ID}`] },
    configSchema: { schema: channelSchema },
    config: {
      listAccountIds: () => [ACCOUNT_ID],
      resolveAccount: accountOf,
      inspectAccount: (cfg) => describe(accountOf(cfg)),
      defaultAccountId: () => ACCOUNT_ID,
      // A wrong configuration starts, too: that is when it is said what is wrong with it.
      isEnabled: (account) => usableConfig(account)?.enabled ?? true,
      isConfigured: (account) => account.state !== "absent",
      unconfiguredReason: () => `channels.${CHANNEL_ID} is not set`,
      describeAccount: describe,
      setAccountEnabled: ({ cfg, enabled }) => withSection(cfg, { enabled }),
      resolveAllowFrom: ({ cfg }) => [...(usableConfig(accountOf(cfg))?.allowFrom ?? [])],
    },
    setup: { applyAccountConfig: ({ cfg }) => withSection(cfg, { enabled: true }) },
    pairing: {
      idLabel: "senderId",
      normalizeAllowEntry: (entry) => entry.trim(),
      notifyApproval: async ({ id }) => {
        // Good news for somebody who has left meanwhile can wait: the next message just works.
        await Promise.resolve()
          .then(() =>
            pushMessage({ to: formatTarget({ senderId: id }), text: "You have been approved." }),
          )
          .catch(() => undefined);
      },
    },
    security: {
      resolveDmPolicy: ({ account }) => ({
        policy: usableConfig(account)?.dmPolicy ?? "allowlist",
        allowFrom: [...(usableConfig(account)?.allowFrom ?? [])],
        policyPath: `channels.${CHANNEL_ID}.dmPolicy`,
        allowFromPath: `channels.${CHANNEL_ID}.`,
        approveHint: `openclaw pairing approve ${CHANNEL_ID} <code>`,
      }),
      collectWarnings: ({ account }) => warningsOf(account),
    },
    groups: { resolveRequireMention: () => false },
    messaging: {
      normalizeTarget: (raw) => {
        const target = parseTarget(raw);
        return target === undefined ? undefined : formatTarget(target);
      },
      targetResolver: {
        looksLikeId: (raw) => parseTarget(raw) !== undefined,
        hint: "user:<senderId> or group:<groupId>",
      },
    },
    outbound: {
      // The connections are the gateway's: a command line has to ask it.
      deliveryMode: "gateway",
      textChunkLimit: 1_000_000,
      sendText: async (ctx) => pushMessage(ctx),
      sendMedia: async (ctx) => {
        if (ctx.mediaUrl === undefined) return pushMessage(ctx);
        const url = await mediaUrlFor(ctx.mediaUrl, {
          media: runtime().media,
          maxBytes: usableConfig(accountOf(ctx.cfg))?.media.maxBytes ?? 0,
          roots: ctx.mediaLocalRoots ?? [],
        });
        return pushMessage(ctx, [url]);
      },
    },
    gateway: { startAccount: (ctx) => startAccount(runtime(), ctx) },
  };
}

function describe(
  account: Account,
): ReturnType<ChannelPlugin<Account>["config"]["describeAccount"]> {
  const { accountId } = account;
  if (account.state === "absent") return { accountId, configured: false };
  if (account.state === "wrong") {
    return { accountId, enabled: true, configured: false, lastError: account.problem };
  }
  const { enabled, dmPolicy, port } = account.config;
  return { accountId, enabled, configured: true, dmPolicy, port };
}

function withSection(cfg: OpenClawConfig, change: Record<string, unknown>): OpenClawConfig {
  const section = cfg.channels?.[CHANNEL_ID];
  const present = typeof section === "object" && section !== null ? section : {};
  return { ...cfg, channels: { ...cfg.channels, [CHANNEL_ID]: { ...present, ...change } } };
}
