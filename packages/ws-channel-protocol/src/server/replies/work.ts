import type { Hub } from "../hub.js";
import type { ChannelMessage } from "../message.js";
import type { FindMedia } from "./admission.js";
import type { Turn } from "./turn.js";

/** A message that the handler has not got yet. */
export interface Waiting {
  readonly message: ChannelMessage;
  /** Settles when the sender may speak, or the reply has been refused; undefined: it may. Never rejects. */
  readonly admitted: Promise<void> | undefined;
  readonly findMedia: FindMedia | undefined;
}

/** What the handler does for a message. It may go on after its reply has ended. */
export class Work {
  readonly #hub: Hub;
  readonly #turn: Turn;
  // Let go of when it begins, or need not begin any more: attachments may be large, and ended replies are kept.
  #waiting: Waiting | undefined;

  constructor(hub: Hub, turn: Turn, waiting: Waiting) {
    this.#hub = hub;
    this.#turn = turn;
    this.#waiting = waiting;
  }

  /** @returns whether it had not begun: it never will. */
  cancel(): boolean {
    const cancelled = this.#waiting !== undefined;
    this.#waiting = undefined;
    return cancelled;
  }

  /** @returns undefined when it is done already; else a promise that never rejects. */
  run(): Promise<void> | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) return undefined;
    const { message, admitted, findMedia } = waiting;
    if (admitted === undefined && findMedia === undefined) return this.#handle(message);
    this.#typingSoon();
    return this.#prepare(waiting);
  }

  async #prepare({ message, admitted, findMedia }: Waiting): Promise<void> {
    const turn = this.#turn;
    try {
      await admitted;
      if (turn.hasEnded) return;
      if (findMedia === undefined) return await this.#handle(message);
      const found = await findMedia();
      if (turn.hasEnded) return;
      if ("code" in found) return turn.refuse(found);
      await this.#handle({ ...message, media: [...found, ...message.media] });
    } catch (error) {
      this.#failed(error);
    }
  }

  #handle(message: ChannelMessage): Promise<void> | undefined {
    const { handler } = this.#hub;
    if (handler === undefined) return this.#nobody();
    let result: void | string | Promise<void | string>;
    try {
      result = handler(message, this.#turn);
    } catch (error) {
      return this.#failed(error);
    }
    if (typeof result !== "object" || result === null) return this.#returned(result);
    this.#typingSoon();
    return Promise.resolve(result).then(
      (text) => this.#returned(text),
      (error: unknown) => this.#failed(error),
    );
  }

  #nobody(): undefined {
    this.#turn.refuse({ error: "Nobody answers here at the moment", code: "busy" });
  }

  #returned(text: void | string): undefined {
    if (!this.#turn.hasEnded) this.#turn.send(typeof text === "string" ? text : "");
  }

  #failed(error: unknown): undefined {
    const { logger } = this.#hub.settings;
    const { messageId } = this.#turn;
    if (!this.#turn.hasEnded) {
      logger.error("onMessage failed", { messageId, error });
      this.#turn.fail();
    } else if (!this.#turn.wasAborted) {
      logger.warn("onMessage failed after its reply had ended", { messageId, error });
    }
  }

  #typingSoon(): void {
    if (!this.#turn.hasText && this.#hub.settings.autoTyping) this.#hub.typing.add(this.#turn);
  }
}
