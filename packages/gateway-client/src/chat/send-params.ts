import type { ChatSendParams } from "../schemas/index.js";

/** `chat.send` as a gateway of this generation takes it. */
export function sendParams(protocol: 3 | 4 | undefined, params: ChatSendParams): ChatSendParams {
  const { queueMode, agentId, thinking, ...known } = params;
  // Protocol 3 refuses fields it does not know. Protocol 4 reads the documented "auto" as "adaptive",
  // which most models refuse; left out, it means what is documented: as the session is set.
  if (protocol !== 4) return { ...known, ...(thinking === undefined ? {} : { thinking }) };
  return {
    ...known,
    ...(thinking === undefined || thinking === "auto" ? {} : { thinking }),
    ...(agentId === undefined ? {} : { agentId }),
    ...(queueMode === undefined ? {} : { queueMode }),
  };
}

/**
 * Protocol 4 steers a message for a busy session into the turn at work unless told otherwise; asked to
 * follow up, it answers it in a turn of its own, as older gateways always do.
 */
export function runParams(protocol: 3 | 4 | undefined, params: ChatSendParams): ChatSendParams {
  return sendParams(protocol, { queueMode: "followup", ...params });
}
