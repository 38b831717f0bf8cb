import type { ChatJoinFrame, ChatLeaveFrame } from "../../frames/client-frames.js";
import type { Identity } from "../identity/identity.js";
import { isSafeId, SAFE_ID } from "../identity/ids.js";
import { speakerOf } from "../identity/speaker.js";
import type { Peer } from "../peers/peer.js";
import { mayUseGroup, NO_GROUPS, NOT_IN_GROUP } from "../policy/group-access.js";

/** `chat.join`: not answered when it is granted. */
export function joinGroup(peer: Peer, identity: Identity, { groupId }: ChatJoinFrame): void {
  const { settings } = peer.hub;
  if (!isSafeId(groupId)) {
    const error = `chat.join: groupId must be ${SAFE_ID}`;
    return peer.refuse({ code: "invalid_frame", error, path: "groupId" });
  }
  if (settings.groups === undefined) return peer.refuse({ ...NO_GROUPS, groupId });
  const { maxPerConnection } = settings.groups;
  if (!hasRoom(peer, groupId, maxPerConnection)) {
    const error = `A connection may join ${maxPerConnection} groups at most`;
    return peer.refuse({ code: "too_large", error, groupId });
  }
  const speaker = speakerOf(identity);
  if (speaker === undefined) return;
  const granted = mayUseGroup(settings, speaker, groupId);
  if (typeof granted === "boolean") return conclude(peer, groupId, granted);
  const joining = (peer.joining ??= new Set());
  joining.add(groupId);
  void granted.then((yes) => {
    // It may have left the group, or altogether, in the meantime.
    if (joining.delete(groupId) && peer.state.status === "open") conclude(peer, groupId, yes);
  });
}

/** `chat.leave`: a group that was not joined is left already. */
export function leaveGroup(peer: Peer, { groupId }: ChatLeaveFrame): void {
  peer.joining?.delete(groupId);
  peer.hub.groups.leave(groupId, peer);
}

/** Whether it may have one more group, counting those that it is not yet let into. */
function hasRoom({ groups, joining }: Peer, groupId: string, max: number): boolean {
  const asked = new Set([...(groups ?? []), ...(joining ?? [])]);
  return asked.has(groupId) || asked.size < max;
}

function conclude(peer: Peer, groupId: string, granted: boolean): void {
  if (granted) return peer.hub.groups.join(groupId, peer);
  // It may have been let in before.
  peer.hub.groups.leave(groupId, peer);
  peer.refuse({ ...NOT_IN_GROUP, groupId });
}
