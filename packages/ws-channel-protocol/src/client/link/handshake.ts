import type { ChatErrorFrame, ServerFrame, UnknownFrame } from "../../frames/server-frames.js";
import { sessionFrom, type ChannelSession } from "./session.js";

/**
 * One socket's way to a session: the server speaks first. Its banner comes once it knows who we are,
 * and upstream's server loses what is sent before.
 */
export class Handshake {
  readonly session: Promise<ChannelSession>;
  /** The newest `chat.error` that names no message: a close frame that follows has it for a reason. */
  lastError: ChatErrorFrame | undefined;
  readonly #ownSenderId: string;
  #welcome: ((session: ChannelSession) => void) | undefined;

  constructor(ownSenderId: string) {
    this.#ownSenderId = ownSenderId;
    this.session = new Promise((resolve) => {
      this.#welcome = resolve;
    });
  }

  /** Looks at a frame. True when that is all there is to it. */
  take(frame: ServerFrame | UnknownFrame): boolean {
    if (frame.type === "chat.error" && frame.messageId === undefined) this.lastError = frame;
    const welcome = this.#welcome;
    if (welcome === undefined || frame.type === "unknown") return false;
    // Kept until a close says that it was a refusal.
    if (frame.type === "chat.error") return true;
    this.#welcome = undefined;
    const isBanner = frame.type === "chat.response" && frame.messageId === undefined;
    welcome(sessionFrom(isBanner ? frame : undefined, this.#ownSenderId));
    return isBanner;
  }
}
