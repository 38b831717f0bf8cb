import { randomUUID } from "node:crypto";
import { runningServer } from "../account/running-servers.js";
import { ACCOUNT_ID, CHANNEL_ID } from "../channel-id.js";
import type { OutboundContext, OutboundResult } from "../openclaw/channel-plugin.js";
import { formatTarget, parseTarget } from "./target.js";

/**
 * Sends a message that nobody asked for to everybody it is for who is connected.
 *
 * @throws when nobody is: what was said to nobody must not pass for delivered.
 */
export function pushMessage(
  ctx: Pick<OutboundContext, "to" | "text" | "accountId">,
  mediaUrls: readonly string[] = [],
): OutboundResult {
  const target = parseTarget(ctx.to);
  if (target === undefined)
    throw new Error(`"${ctx.to}" names nobody: write user:<id> or group:<id>`);
  const server = runningServer(ctx.accountId ?? ACCOUNT_ID);
  if (server === undefined) throw new Error("the WebSocket channel is not running");
  const reached = server.push(target, ctx.text, mediaUrls.length === 0 ? {} : { mediaUrls });
  const chatId = formatTarget(target);
  if (reached === 0) throw new Error(`${chatId} is not connected`);
  return { channel: CHANNEL_ID, messageId: randomUUID(), chatId };
}
