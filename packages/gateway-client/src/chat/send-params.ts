import type { ChatSendParams } from "../schemas/index.js";

/**
 * What to send to a gateway of this generation. Protocol 4 steers a message for a busy session into
 * the turn at work unless told otherwise; asked to follow up, it answers it in a turn of its own. Older
 * gateways always do, and refuse the fields they do not know.
 */
export function sendParams(protocol: 3 | 4 | undefined, params: ChatSendParams): ChatSendParams {
  if (protocol === 4) return { queueMode: "followup", ...params };
  const { queueMode: _queueMode, agentId: _agentId, ...known } = params;
  return known;
}
