/** The plugin's id: what `plugins.entries` and `openclaw plugins` call it. */
export const PLUGIN_ID = "openclaw-ws-channel";

/** The channel's id: `channels.websocket` configures it. The upstream plugin's, so that its users keep theirs. */
export const CHANNEL_ID = "websocket";

/** The one account a gateway has of this channel. */
export const ACCOUNT_ID = "default";
