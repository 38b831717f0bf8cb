import type { Speaker } from "../identity/speaker.js";
import type { NotAdmitted } from "../replies/admission.js";
import type { Settings } from "../settings.js";
import { isListed } from "./allow-list.js";

/** What a sender is told where there are none. */
export const NO_GROUPS: NotAdmitted = { code: "forbidden", error: "This server has no groups" };

/** What a sender is told who may not use a group. */
export const NOT_IN_GROUP: NotAdmitted = {
  code: "forbidden",
  error: "You may not use this group",
};

/** Whether a sender may speak in a group and listen to it. Never rejects. */
export function mayUseGroup(
  settings: Settings,
  speaker: Speaker,
  groupId: string,
): boolean | Promise<boolean> {
  const { groups, dmPolicy, allowFrom, logger } = settings;
  if (groups === undefined) return false;
  // Else a group of one would be the way around the policy for direct messages.
  if (dmPolicy !== "open" && !isListed(allowFrom, speaker.senderId)) return false;
  if (groups.authorize === undefined) return true;
  const { senderId, authData, authenticated } = speaker;
  const request = {
    groupId,
    senderId,
    authenticated,
    ...(authData === undefined ? {} : { authData }),
  };
  const refuse = (error: unknown): false => {
    logger.error("groups.authorize failed", { error });
    return false;
  };
  try {
    const granted = groups.authorize(request);
    return typeof granted === "boolean" ? granted : granted.catch(refuse);
  } catch (error) {
    return refuse(error);
  }
}
