import type { ChannelMessage, MessageHandler, Reply } from "../../../src/server/index.js";

/** A message that the agent works on until the test says that it is done. */
export interface Held {
  readonly message: ChannelMessage;
  readonly reply: Reply;
  /** Ends the handler: with this text, or without one. */
  finish(text?: string): void;
  fail(error: Error): void;
}

/** An agent that does what the test says, message by message. */
export class HeldAgent {
  /** The contents of the messages, in the order in which the agent got them. */
  readonly got: string[] = [];
  readonly #held = new Map<string, Held>();
  readonly #wanted = new Map<string, (held: Held) => void>();

  readonly onMessage: MessageHandler = (message, reply) =>
    new Promise((resolve, reject) => {
      const held: Held = { message, reply, finish: resolve, fail: reject };
      this.got.push(message.content);
      this.#held.set(message.content, held);
      this.#wanted.get(message.content)?.(held);
    });

  /** The message with this content, once the agent has it. */
  work(content: string): Promise<Held> {
    const held = this.#held.get(content);
    if (held !== undefined) return Promise.resolve(held);
    return new Promise((resolve) => this.#wanted.set(content, resolve));
  }
}
