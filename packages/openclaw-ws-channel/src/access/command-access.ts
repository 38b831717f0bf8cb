import type { ChannelMessage } from "@hawser/ws-channel-protocol/server";
import type { ChannelConfig } from "../config/channel-config.js";
import type { PairingStore } from "./pairing-store.js";

/**
 * Whether slash commands of the sender are obeyed: of those the operator has named (or paired), and only
 * if it is proven who they are.
 */
export async function mayCommand(
  message: Pick<ChannelMessage, "authenticated" | "senderId">,
  config: Pick<ChannelConfig, "allowFrom" | "dmPolicy">,
  pairing: Pick<PairingStore, "isPaired">,
): Promise<boolean> {
  if (!message.authenticated) return false;
  if (config.allowFrom.includes(message.senderId)) return true;
  return config.dmPolicy === "pairing" && (await pairing.isPaired(message.senderId));
}
