import { PLUGIN_ID } from "./channel-id.js";
import { websocketChannel } from "./channel.js";
import type { PluginApi } from "./openclaw/api.js";

/** The plugin's id, under which `plugins.entries` switches it on and off. */
export const id: string = PLUGIN_ID;

/** Name shown to people. */
export const name = "WebSocket channel";

/** What the plugin is for, in a line. */
export const description = "Chat with the agent from your own app or web page over a WebSocket.";

/** Called by a gateway that has loaded the plugin. Registers the channel, and starts nothing. */
export function register(api: PluginApi): void {
  api.registerChannel({ plugin: websocketChannel(() => api.runtime) });
}
