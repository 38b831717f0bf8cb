import type { ChatSendFrame } from "../../frames/client-frames.js";
import type { Hub } from "../hub.js";
import type { Speaker } from "../identity/speaker.js";
import { readAttachments } from "../media/attachments.js";
import { resolveMediaPaths } from "../media/media-paths.js";
import type { ChannelMedia } from "../message.js";
import { mayUseGroup, NO_GROUPS, NOT_IN_GROUP } from "../policy/group-access.js";
import { mayWriteDirectly, NOT_ALLOWED } from "../policy/direct-access.js";
import type { Admission, NotAdmitted } from "../replies/admission.js";

/**
 * Whether a message may go to the agent.
 *
 * @returns why not, or what has still to be asked; undefined when nothing has.
 */
export function admissionOf(
  hub: Hub,
  speaker: Speaker,
  frame: ChatSendFrame,
  connectionId: string,
): Admission | NotAdmitted | undefined {
  const { settings } = hub;
  const access = accessOf(hub, speaker, frame, connectionId);
  if (typeof access === "object" && "code" in access) return access;
  const paths = [...(frame.mediaPath ? [frame.mediaPath] : []), ...(frame.mediaPaths ?? [])];
  const { attachments = [] } = frame;
  if (paths.length === 0 && attachments.length === 0) {
    if (access === undefined) return undefined;
    return async (message) => (await access) ?? message;
  }
  const types = [...(frame.mediaPath ? [frame.mediaType] : []), ...(frame.mediaTypes ?? [])];
  return async (message) => {
    const refused = await access;
    if (refused !== undefined) return refused;
    const sent = readAttachments(attachments, paths.length, settings.media);
    if (!Array.isArray(sent)) return sent;
    const room = settings.media.maxBytes - sent.reduce((sum, { data }) => sum + data.length, 0);
    const files = await resolveMediaPaths(paths, types, settings.media.roots, room);
    if (!Array.isArray(files)) return files;
    const media: ChannelMedia[] = [...files, ...sent];
    return { ...message, media };
  };
}

function accessOf(
  hub: Hub,
  speaker: Speaker,
  frame: ChatSendFrame,
  connectionId: string,
): NotAdmitted | Promise<NotAdmitted | undefined> | undefined {
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
