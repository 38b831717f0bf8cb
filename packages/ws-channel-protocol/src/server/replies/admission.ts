import type { ChatErrorCode } from "../../frames/error-codes.js";
import type { ChannelMedia } from "../message.js";

/** Why a message does not get to the agent. */
export interface NotAdmitted {
  readonly code: ChatErrorCode;
  readonly error: string;
}

/** Whether a sender may say what it says; undefined: it may. Never rejects. */
export type Access = Promise<NotAdmitted | undefined>;

/** Looks for the files that a message names on this machine. */
export type FindMedia = () => Promise<readonly ChannelMedia[] | NotAdmitted>;

/** What is known of a message when it has come, and what has to be found out. */
export interface Admission {
  /** Asked already. Undefined: it may speak. */
  readonly access: Access | undefined;
  /** Files that were sent along. */
  readonly sent: readonly ChannelMedia[];
  /** To be called when the message's turn has come. Undefined: it names no files. */
  readonly findMedia: FindMedia | undefined;
}
