import type { ChatSendFrame } from "../../frames/client-frames.js";
import type { Hub } from "../hub.js";
import type { Speaker } from "../identity/speaker.js";
import { readAttachments } from "../media/attachments.js";
import { resolveMediaPaths } from "../media/media-paths.js";
import { mayUseGroup, NO_GROUPS, NOT_IN_GROUP } from "../policy/group-access.js";
import { mayWriteDirectly, NOT_ALLOWED } from "../policy/direct-access.js";
import type { Access, Admission, NotAdmitted } from "../replies/admission.js";

/** Whether a message may go to the agent: why not, or what is still to be found out. */
export function admissionOf(
  hub: Hub,
  speaker: Speaker,
  frame: ChatSendFrame,
  connectionId: string,
): Admission | NotAdmitted {
  const { media } = hub.settings;
  const access = accessOf(hub, speaker, frame, connectionId);
  if (access !== undefined && "code" in access) return access;
  const { mediaPath, mediaPaths = [], attachments = [] } = frame;
  if (!mediaPath && mediaPaths.length === 0 && attachments.length === 0) {
    return { access, sent: [], findMedia: undefined };
  }
  const paths = [...(mediaPath ? [mediaPath] : []), ...mediaPaths];
  const sent = readAttachments(attachments, paths.length, media);
  if (!Array.isArray(sent)) return sent;
  if (paths.length === 0) return { access, sent, findMedia: undefined };
  const types = [...(mediaPath ? [frame.mediaType] : []), ...(frame.mediaTypes ?? [])];
  const room = media.maxBytes - sent.reduce((sum, { data }) => sum + data.length, 0);
  return { access, sent, findMedia: () => resolveMediaPaths(paths, types, media.roots, room) };
}

function accessOf(
  hub: Hub,
  speaker: Speaker,
  frame: ChatSendFrame,
  connectionId: string,
): NotAdmitted | Access | undefined {
  const { settings } = hub;
  if (frame.chatType === "group") {
    if (settings.groups === undefined) return NO_GROUPS;
    const granted = mayUseGroup(settings, speaker, frame.groupId ?? "");
    if (typeof granted === "boolean") return granted ? undefined : NOT_IN_GROUP;
    return granted.then((yes) => (yes ? undefined : NOT_IN_GROUP));
  }
  const allowed = mayWriteDirectly(settings, speaker);
  if (allowed === "ask") return hub.pairing.ask(speaker, connectionId);
  return allowed ? undefined : NOT_ALLOWED;
}
