import { CHANNEL_ID } from "../channel-id.js";
import type { OpenClawConfig } from "../openclaw/config.js";
import type { MessageContext, ReplyPayload } from "../openclaw/message-context.js";
import type { AgentRoute, ChannelRuntime, ReplyOptions } from "../openclaw/runtime.js";

/** A turn of the agent. */
export interface Turn {
  readonly cfg: OpenClawConfig;
  readonly route: AgentRoute;
  readonly context: MessageContext;
  readonly replyOptions: ReplyOptions;
  /** Called with each thing the agent says for good. */
  readonly deliver: (payload: ReplyPayload, kind: string) => Promise<void>;
  readonly onError: (what: string, error: unknown) => void;
}

/** Hands the message to the agent, the way the gateway's generation wants it, and waits for the end of the turn. */
export async function runTurn(channel: ChannelRuntime, turn: Turn): Promise<void> {
  const { cfg, route, context, replyOptions } = turn;
  const ctx = channel.reply.finalizeInboundContext(context);
  const deliver = async (payload: ReplyPayload, info: { readonly kind: string }) => {
    await turn.deliver(payload, info.kind);
    return { visibleReplySent: true };
  };
  const onError = (error: unknown): void => turn.onError("a reply could not be delivered", error);
  const record = {
    // The conversation itself, and not the agent's main session: that one's messages are its owner's.
    updateLastRoute: {
      sessionKey: route.sessionKey,
      channel: CHANNEL_ID,
      to: context.To,
      accountId: route.accountId,
    },
    onRecordError: (error: unknown): void =>
      turn.onError("the session could not be recorded", error),
  };
  if (channel.inbound !== undefined) {
    await channel.inbound.dispatch({
      cfg,
      channel: CHANNEL_ID,
      accountId: route.accountId,
      route,
      ctxPayload: ctx,
      delivery: { deliver, onError },
      replyOptions,
      record,
    });
    return;
  }
  const { agentId, sessionKey } = route;
  const storePath = channel.session.resolveStorePath(cfg.session?.store, { agentId });
  await channel.session.recordInboundSession({ storePath, sessionKey, ctx, ...record });
  await channel.reply.dispatchReplyWithBufferedBlockDispatcher({
    ctx,
    cfg,
    dispatcherOptions: { deliver, onError },
    replyOptions,
  });
}
