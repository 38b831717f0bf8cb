import type { ChatSendFrame } from "../../frames/client-frames.js";
import type { ChannelMessage } from "../message.js";
import type { Peer } from "../peers/peer.js";
import type { Access } from "../replies/admission.js";
import type { Turn } from "../replies/turn.js";
import { announceInGroup } from "./announce.js";

/**
 * Lets a message in, or refuses it, as soon as that is known: its session may have to wait for others,
 * the people in its group need not. What a connection says in a group is told in the order of sending,
 * however long each takes to find out about.
 *
 * @returns undefined when that is done; else a promise that never rejects.
 */
export function letIn(
  peer: Peer,
  turn: Turn,
  message: ChannelMessage,
  frame: ChatSendFrame,
  access: Access | undefined,
): Promise<void> | undefined {
  const { groupId } = turn;
  if (groupId === undefined) {
    return access?.then((refused) => {
      if (refused !== undefined) turn.refuse(refused);
    });
  }
  const before = peer.announcing?.get(groupId);
  const tell = (): void => {
    if (turn.hasEnded) return;
    turn.openToGroup();
    announceInGroup(peer, message, frame);
  };
  if (access === undefined && before === undefined) {
    tell();
    return undefined;
  }
  const announced = inOrder(turn, access, before, tell);
  const announcing = (peer.announcing ??= new Map<string, Promise<void>>());
  announcing.set(groupId, announced);
  void announced.then(() => {
    if (announcing.get(groupId) === announced) announcing.delete(groupId);
  });
  return announced;
}

async function inOrder(
  turn: Turn,
  access: Access | undefined,
  before: Promise<void> | undefined,
  tell: () => void,
): Promise<void> {
  const refused = await access;
  if (refused !== undefined) turn.refuse(refused);
  await before;
  tell();
}
