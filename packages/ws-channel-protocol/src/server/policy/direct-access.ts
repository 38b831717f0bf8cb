import type { Speaker } from "../identity/speaker.js";
import type { NotAdmitted } from "../replies/admission.js";
import type { Settings } from "../settings.js";
import { isListed } from "./allow-list.js";

/** What a sender is told who is not on the list. */
export const NOT_ALLOWED: NotAdmitted = {
  code: "forbidden",
  error: "You may not write to this agent",
};

/** Whether a sender may write to the agent; `ask` when the pair hook decides. */
export function mayWriteDirectly(settings: Settings, { senderId }: Speaker): boolean | "ask" {
  const { dmPolicy, allowFrom } = settings;
  if (dmPolicy === "open" || isListed(allowFrom, senderId)) return true;
  return dmPolicy === "pairing" ? "ask" : false;
}
