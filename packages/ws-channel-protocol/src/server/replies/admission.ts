import type { ChatErrorCode } from "../../frames/error-codes.js";
import type { ChannelMessage } from "../message.js";

/** Why a message does not get to the agent. */
export interface NotAdmitted {
  readonly code: ChatErrorCode;
  readonly error: string;
}

/** What has to be found out about a message before the agent gets it, and takes time: gives the message to handle. */
export type Admission = (message: ChannelMessage) => Promise<ChannelMessage | NotAdmitted>;
