import type { ChannelMessage } from "@hawser/ws-channel-protocol/server";
import { withoutSecrets } from "../access/secret-fields.js";
import { CHANNEL_ID } from "../channel-id.js";
import type { MediaFact, MessageContext } from "../openclaw/message-context.js";
import type { AgentRoute } from "../openclaw/runtime.js";
import { formatTarget } from "../outbound/target.js";

const MAX_LABEL_CHARS = 200;

/** What the context of a message is made of. */
export interface ContextSource {
  readonly message: ChannelMessage;
  readonly route: AgentRoute;
  readonly media: readonly MediaFact[];
  readonly commandAuthorized: boolean;
  /** Whether the gateway is of 2026.4 or later. */
  readonly modern: boolean;
  readonly now: number;
}

/** The message as OpenClaw wants it. What the client wrote goes into texts and labels, never into routing. */
export function messageContext(source: ContextSource): MessageContext {
  const { message, route, modern } = source;
  const { content, senderId, groupId } = message;
  const group = message.chatType === "group" && groupId !== undefined ? { groupId } : undefined;
  const to = formatTarget(group ?? { senderId });
  const senderName = label(message.senderName);
  const subject = label(message.groupSubject) ?? label(groupId);
  return {
    Body: content,
    BodyForAgent: content,
    RawBody: content,
    CommandBody: content,
    From: `${CHANNEL_ID}:${to}`,
    To: to,
    SessionKey: route.sessionKey,
    AccountId: route.accountId,
    ChatType: group === undefined ? "direct" : "group",
    ConversationLabel: (group === undefined ? senderName : subject) ?? label(senderId) ?? to,
    SenderId: senderId,
    ...(senderName !== undefined && { SenderName: senderName }),
    ...(group !== undefined && subject !== undefined && { GroupSubject: subject }),
    ...(group !== undefined && { WasMentioned: true }),
    MessageSid: message.messageId,
    ...(message.replyToMessageId !== undefined && { ReplyToId: message.replyToMessageId }),
    ...(message.replyToBody !== undefined && { ReplyToBody: message.replyToBody }),
    Timestamp: source.now,
    Provider: CHANNEL_ID,
    Surface: CHANNEL_ID,
    OriginatingChannel: CHANNEL_ID,
    OriginatingTo: to,
    CommandAuthorized: source.commandAuthorized,
    ...mediaFields(source.media, modern),
    ...extraFields(message, modern),
  };
}

/** One line, since labels stand in the agent's prompt. */
function label(text: string | undefined): string | undefined {
  const line = text?.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  return line === undefined || line === "" ? undefined : line.slice(0, MAX_LABEL_CHARS);
}

function mediaFields(media: readonly MediaFact[], modern: boolean): Partial<MessageContext> {
  const [first] = media;
  if (first === undefined) return {};
  if (modern) return { media };
  const types = media.map(({ contentType }) => contentType ?? "application/octet-stream");
  return {
    MediaPath: first.path,
    MediaPaths: media.map(({ path }) => path),
    MediaType: types[0] ?? "",
    MediaTypes: types,
  };
}

/** `customData` and what the auth service said, shown to the agent as data. */
function extraFields(message: ChannelMessage, modern: boolean): Partial<MessageContext> {
  const extras: { label: string; payload: unknown }[] = [];
  if (message.authData !== undefined) {
    extras.push({ label: "Signed-in user", payload: withoutSecrets(message.authData) });
  }
  if (message.customData !== undefined) {
    extras.push({ label: "Data sent along by the app", payload: message.customData });
  }
  if (extras.length === 0) return {};
  if (modern) {
    const entries = extras.map((extra) => ({ ...extra, source: CHANNEL_ID }));
    return { ChannelStructuredContext: entries };
  }
  const texts = extras.map((extra) => `${extra.label}: ${JSON.stringify(extra.payload)}`);
  return { UntrustedContext: texts };
}
