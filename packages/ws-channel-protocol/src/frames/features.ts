/**
 * What a Hawser server can do beyond upstream's, announced in its banner:
 *
 * | feature | meaning |
 * |---|---|
 * | `resume` | `chat.resume` brings an open reply back after a reconnect; a message sent again under its `messageId` is worked once |
 * | `stop` | `chat.stop` ends a reply |
 * | `groups` | `chat.join`, `chat.leave` and `chat.message` |
 * | `attachments` | `attachments` in `chat.send` |
 * | `whole` | every reply ends with exactly one `chat.response` or `chat.error`, and `chat.stream` is always cumulative |
 */
export const CHANNEL_FEATURES = ["resume", "stop", "groups", "attachments", "whole"] as const;

/** One of {@link CHANNEL_FEATURES}. */
export type ChannelFeature = (typeof CHANNEL_FEATURES)[number];

/** The `content` of the banner, as upstream words it. */
export const BANNER_TEXT = "Connected to WebSocket chat server";
