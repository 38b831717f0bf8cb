import type { ChatJoinFrame, ChatLeaveFrame } from "../../frames/client-frames.js";
import type { Identity } from "../identity/identity.js";
import { isSafeId, SAFE_ID } from "../identity/ids.js";
import { speakerOf } from "../identity/speaker.js";
import type { Peer } from "../peers/peer.js";
import { mayUseGroup, NO_GROUPS, NOT_IN_GROUP } from "../policy/group-access.js";

/** `chat.join`: not answered when it is granted. */
export function joinGroup(peer: Peer, identity: Identity, { groupId }: ChatJoinFrame): void {
  const { groups: options } = peer.hub.settings;
  if (!isSafeId(groupId)) {
    const error = `chat.join: groupId must be ${SAFE_ID}`;
    return peer.refuse({ code: "invalid_frame", error, path: "groupId" });
  }
  if (options === undefined) return peer.refuse({ ...NO_GROUPS, groupId });
  const speaker = speakerOf(identity);
  if (speaker === undefined) return;
  const granted = mayUseGroup(peer.hub.settings, speaker, groupId);
  if (typeof granted === "boolean") return join(peer, groupId, granted, options.maxPerConnection);
  const joining = (peer.joining ??= new Set());
  joining.add(groupId);
  void granted.then((yes) => {
    // It may have left the group, or altogether, in the meantime.
    if (!joining.delete(groupId) || peer.state.status !== "open") return;
    join(peer, groupId, yes, options.maxPerConnection);
  });
}

/** `chat.leave`: a group that was not joined is left already. */
export function leaveGroup(peer: Peer, { groupId }: ChatLeaveFrame): void {
  peer.joining?.delete(groupId);
  peer.hub.groups.leave(groupId, peer);
}

function join(peer: Peer, groupId: string, granted: boolean, max: number): void {
  if (!granted) return peer.refuse({ ...NOT_IN_GROUP, groupId });
  if ((peer.groups?.size ?? 0) >= max && peer.groups?.has(groupId) !== true) {
    const error = `A connection may join ${max} groups at most`;
    return peer.refuse({ code: "too_large", error, groupId });
  }
  peer.hub.groups.join(groupId, peer);
}
