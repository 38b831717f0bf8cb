import type { EndedReply } from "./ended-reply.js";
import type { Turn } from "./turn.js";

/** The replies to one sender: the open ones, and those that ended lately. */
export interface SenderReplies {
  readonly senderId: string;
  /** By message id. */
  readonly all: Map<string, Turn | EndedReply>;
  /** Ended ones whose ends are kept, in the order in which they ended. */
  readonly kept: EndedReply[];
}
