import { ValidationError } from "@hawser/core";
import { ACCOUNT_ID, CHANNEL_ID } from "../channel-id.js";
import type { ChannelConfig } from "../config/channel-config.js";
import { readConfig } from "../config/read-config.js";
import type { OpenClawConfig } from "../openclaw/config.js";

/**
 * The channel's account: its configuration, or what is wrong with it. A wrong one does not stop the
 * gateway. Without a section in the configuration nothing is opened to the network.
 */
export type Account =
  | { readonly accountId: string; readonly state: "absent" }
  | {
      readonly accountId: string;
      readonly state: "usable";
      readonly config: ChannelConfig;
      /** Options that mean nothing here. */
      readonly unknown: readonly string[];
    }
  | { readonly accountId: string; readonly state: "wrong"; readonly problem: string };

/** Reads the account from the gateway's configuration. Never throws. */
export function accountOf(cfg: OpenClawConfig, accountId: string | null = ACCOUNT_ID): Account {
  const id = accountId ?? ACCOUNT_ID;
  if (cfg.channels?.[CHANNEL_ID] == null) return { accountId: id, state: "absent" };
  try {
    return { accountId: id, state: "usable", ...readConfig(cfg) };
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return { accountId: id, state: "wrong", problem: error.message };
  }
}

/** The account's configuration, where there is a usable one. */
export function usableConfig(account: Account): ChannelConfig | undefined {
  return account.state === "usable" ? account.config : undefined;
}
