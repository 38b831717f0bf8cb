import type { Speaker } from "../identity/speaker.js";
import type { NotAdmitted } from "../replies/admission.js";
import type { Settings } from "../settings.js";
import { isListed } from "./allow-list.js";
import type { PairDecision, PairRequest } from "./types.js";

/** What a sender is told who is not on the list. */
export const NOT_ALLOWED: NotAdmitted = {
  code: "forbidden",
  error: "You may not write to this agent",
};
const NOT_PAIRED = "The owner of this agent has to approve you first";

/** Whether a sender may write to the agent; `ask` when the pair hook decides. */
export function mayWriteDirectly(settings: Settings, { senderId }: Speaker): boolean | "ask" {
  const { dmPolicy, allowFrom } = settings;
  if (dmPolicy === "open" || isListed(allowFrom, senderId)) return true;
  return dmPolicy === "pairing" ? "ask" : false;
}

/** Asks the pair hook. Without one, and when it throws, nobody is let in. */
export async function pairWith(
  { pair, logger }: Settings,
  speaker: Speaker,
  connectionId: string,
): Promise<NotAdmitted | undefined> {
  const { senderId, senderName, authenticated, authData } = speaker;
  const request: PairRequest = {
    senderId,
    authenticated,
    connectionId,
    ...(senderName === undefined ? {} : { senderName }),
    ...(authData === undefined ? {} : { authData }),
  };
  let decision: PairDecision = false;
  try {
    decision = (await pair?.(request)) ?? false;
  } catch (error) {
    logger.error("pair failed", { error });
  }
  const { allowed, text = NOT_PAIRED } =
    typeof decision === "boolean" ? { allowed: decision } : decision;
  return allowed ? undefined : { code: "pairing_required", error: text };
}
