import type { ChannelMessage, Reply } from "@hawser/ws-channel-protocol/server";
import { mayCommand } from "../access/command-access.js";
import type { PairingStore } from "../access/pairing-store.js";
import type { DynamicAgents } from "../agents/dynamic-agents.js";
import type { ChannelConfig } from "../config/channel-config.js";
import type { OpenClawConfig } from "../openclaw/config.js";
import { currentConfig } from "../openclaw/config-access.js";
import type { MediaFact, ReplyPayload } from "../openclaw/message-context.js";
import type { PluginRuntime } from "../openclaw/runtime.js";
import { mediaUrlFor } from "../outbound/media-url.js";
import { routeOf } from "./conversation.js";
import { messageContext } from "./message-context.js";
import { ReplyText } from "./reply-text.js";
import { runTurn } from "./run-turn.js";
import { takeMedia } from "./take-media.js";

/** What an account answers messages with. */
export interface Desk {
  readonly runtime: PluginRuntime;
  readonly config: ChannelConfig;
  readonly agents: Pick<DynamicAgents, "ensure">;
  readonly pairing: Pick<PairingStore, "isPaired">;
  /** Tells the operator that something went wrong. */
  readonly report: (what: string, error: unknown) => void;
}

/** Takes a message to the agent and its answer back. Settles when the turn is over. */
export async function handleMessage(
  desk: Desk,
  message: ChannelMessage,
  reply: Reply,
): Promise<void> {
  const { runtime, config, report } = desk;
  const commandAuthorized = await mayCommand(message, config, desk.pairing);
  if (!commandAuthorized && isCommand(desk, message)) {
    // Gateways pass over such a command without a word, or with one that blames something else.
    reply.send("You may not use commands here.");
    return;
  }
  if (message.chatType === "direct") await desk.agents.ensure(message);
  const media = await acceptedMedia(desk, message, reply);
  if (media === undefined || reply.signal.aborted) return;
  const cfg = currentConfig(runtime.config);
  const route = routeOf(message, cfg, runtime.channel.routing, config.dmScope);
  const modern = runtime.channel.inbound !== undefined;
  const context = messageContext({
    message,
    route,
    media,
    commandAuthorized,
    modern,
    now: Date.now(),
  });
  const text = new ReplyText();
  const files: string[] = [];
  const roots = workspaceOf(cfg, route.agentId);
  await runTurn(runtime.channel, {
    cfg,
    route,
    context,
    replyOptions: {
      abortSignal: reply.signal,
      disableBlockStreaming: true,
      onReplyStart: () => reply.typing(),
      onToolStart: () => reply.typing(),
      onAssistantMessageStart: () => text.next(),
      onPartialReply: ({ text: partial }) => {
        if (partial !== undefined && partial !== "") reply.stream(text.partial(partial));
      },
    },
    deliver: async (payload, kind) => {
      if (payload.isReasoning === true) return;
      if (kind !== "tool") text.deliver(payload.text ?? "");
      for (const source of mediaOf(payload)) {
        try {
          const maxBytes = config.media.maxBytes;
          files.push(await mediaUrlFor(source, { media: runtime.media, maxBytes, roots }));
        } catch (error) {
          text.deliver("(A file could not be sent along.)");
          report("a file of the agent could not be sent", error);
        }
      }
    },
    onError: report,
  });
  // 2026.3 delivers the answer before this one when a turn is cut short.
  if (reply.signal.aborted) return;
  reply.send(text.final(), files.length === 0 ? {} : { mediaUrls: files });
}

/** The files, in the gateway's store; undefined when the sender was told that one cannot be taken. */
async function acceptedMedia(
  desk: Desk,
  message: ChannelMessage,
  reply: Reply,
): Promise<readonly MediaFact[] | undefined> {
  try {
    const { runtime, config } = desk;
    return await takeMedia(message.media, runtime.channel.media, config.media.maxBytes);
  } catch (error) {
    desk.report("a file of a sender could not be taken", error);
    reply.error("A file of the message could not be taken", { code: "media_rejected" });
    return undefined;
  }
}

function isCommand({ runtime }: Desk, { content }: ChannelMessage): boolean {
  const { commands } = runtime.channel;
  return commands.isControlCommandMessage(content, currentConfig(runtime.config));
}

function mediaOf({ mediaUrl, mediaUrls }: ReplyPayload): readonly string[] {
  if (mediaUrls !== undefined && mediaUrls.length > 0) return mediaUrls;
  return mediaUrl === undefined ? [] : [mediaUrl];
}

function workspaceOf(cfg: OpenClawConfig, agentId: string): readonly string[] {
  const { list = [], entries = {}, defaults } = cfg.agents ?? {};
  const entry = entries[agentId] ?? list.find(({ id }) => id === agentId);
  const workspace = entry?.workspace ?? defaults?.workspace;
  return workspace === undefined ? [] : [workspace];
}
