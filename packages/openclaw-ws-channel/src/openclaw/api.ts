import type { ChannelPlugin } from "./channel-plugin.js";
import type { PluginRuntime } from "./runtime.js";

/** What a gateway hands to a plugin's `register`. */
export interface PluginApi {
  /** The gateway's own helpers. Not there while a command line only looks plugins over. */
  readonly runtime: PluginRuntime;
  /** Absent until 2026.3. */
  readonly registrationMode?: string;
  // The gateway does not look into an account, which is the plugin's own.
  registerChannel<Account>(registration: { readonly plugin: ChannelPlugin<Account> }): void;
}
