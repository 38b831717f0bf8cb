import type { Peer } from "../peers/peer.js";
import type { Expiring } from "./expiry-queue.js";
import type { Fingerprint } from "./fingerprint.js";
import { encodeEnd, type ReplyEnd } from "./reply-end.js";
import type { SenderReplies } from "./sender-replies.js";
import type { Turn } from "./turn.js";

const EXPIRED = "The message was answered, but its reply is not kept any more";

/**
 * What is known of a reply that has ended. There is one for each message of the last minutes: small, and
 * apart from the turn, which is free as soon as its work is done.
 */
export class EndedReply implements Expiring<EndedReply> {
  readonly messageId: string;
  readonly sessionKey: string;
  readonly fingerprint: Fingerprint;
  readonly groupId: string | undefined;
  readonly sender: SenderReplies;
  due: number | undefined = undefined;
  before: EndedReply | undefined = undefined;
  after: EndedReply | undefined = undefined;
  /** Undefined when it is not kept any more: only that there was an answer is known then. */
  end: ReplyEnd | undefined;

  constructor(turn: Turn, sender: SenderReplies, end: ReplyEnd) {
    this.messageId = turn.messageId;
    this.sessionKey = turn.sessionKey;
    this.fingerprint = turn.fingerprint;
    this.groupId = turn.groupId;
    this.sender = sender;
    this.end = end;
  }

  /** Sends the reply to this connection as well. */
  attach(peer: Peer): void {
    const { messageId, groupId, end } = this;
    if (end !== undefined) return peer.send(encodeEnd(messageId, end));
    peer.sendFrame({ type: "chat.error", messageId, error: EXPIRED, code: "expired", groupId });
  }
}
