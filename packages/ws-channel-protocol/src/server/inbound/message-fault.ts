import type { ChatSendFrame } from "../../frames/client-frames.js";
import { isSafeId, SAFE_ID, safeId } from "../identity/ids.js";
import type { Refused } from "../peers/peer.js";

const MAX_SESSION_KEY = 1024;
const MAX_DEPTH = 64;

/** What is wrong with a message that has the right shape. */
export function findFault(frame: ChatSendFrame): Refused | undefined {
  const { messageId, senderId, groupId, replyToMessageId, sessionKey, customData } = frame;
  if (messageId !== undefined && !isSafeId(messageId)) return fault("messageId", SAFE_ID);
  if (senderId !== undefined && !isSafeId(senderId)) return fault("senderId", SAFE_ID);
  if (frame.chatType === "group" && !groupId) {
    return fault("groupId", "given when chatType is 'group'");
  }
  if (groupId && !isSafeId(groupId)) return fault("groupId", SAFE_ID);
  if (replyToMessageId && !isSafeId(replyToMessageId)) return fault("replyToMessageId", SAFE_ID);
  if (sessionKey && !isSafeId(sessionKey, MAX_SESSION_KEY)) {
    return fault("sessionKey", safeId(MAX_SESSION_KEY));
  }
  if (customData !== undefined && !isShallow(customData)) {
    return fault("customData", `nested at most ${MAX_DEPTH} deep`);
  }
  return undefined;
}

function fault(path: string, expected: string): Refused {
  return { code: "invalid_frame", error: `chat.send: ${path} must be ${expected}`, path };
}

/** Whatever walks through it later may do so recursively. Level by level, so that this does not. */
function isShallow(value: object): boolean {
  let level: object[] = [value];
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const next: object[] = [];
    for (const node of level) {
      for (const child of Object.values(node) as unknown[]) {
        if (typeof child === "object" && child !== null) next.push(child);
      }
    }
    if (next.length === 0) return true;
    level = next;
  }
  return false;
}
