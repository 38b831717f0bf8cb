import { HawserError } from "@hawser/core";
import { encodeServerFrame } from "../../frames/codec.js";
import type { ChatErrorFrame, ChatResponseFrame } from "../../frames/server-frames.js";
import type { ReplyOutcome } from "../events.js";
import type { Hub } from "../hub.js";
import type { ChannelMessage, Reply } from "../message.js";
import type { Peer } from "../peers/peer.js";
import type { Admission } from "./admission.js";

type End = ChatResponseFrame | ChatErrorFrame;

const FAILED = "The agent could not answer this message";
const CLOSING = "The server is going away";
const WHY: Readonly<Record<"stopped" | "gone" | "closing", string>> = {
  stopped: "The sender stopped the reply",
  gone: "The sender has gone",
  closing: CLOSING,
};

/**
 * One message and its reply.
 *
 * The work (queued, running, settled) and the reply (open, ended) have lives of their own: a handler may
 * go on after its reply has ended, and a reply may be stopped before its handler has begun.
 */
export class Turn implements Reply {
  readonly messageId: string;
  readonly sessionKey: string;
  readonly senderId: string;
  readonly groupId: string | undefined;
  /** What was said, to tell a message sent again from another one under the same id. */
  readonly content: string;
  readonly #hub: Hub;
  readonly #startedAt: number;
  // Let go of when the reply has ended: attachments may be large, and ended replies are kept.
  #message: ChannelMessage | undefined;
  #admission: Admission | undefined;
  #announce: (() => void) | undefined;
  #peer: Peer | undefined;
  #text: string | undefined;
  #textFrame: string | Buffer | undefined;
  #end: End | undefined;
  #abort: AbortController | undefined;
  #aborted: HawserError | undefined;

  constructor(hub: Hub, peer: Peer, message: ChannelMessage, admission: Admission | undefined) {
    this.#hub = hub;
    this.#peer = peer;
    this.#message = message;
    this.#admission = admission;
    this.#startedAt = hub.now();
    this.messageId = message.messageId;
    this.sessionKey = message.sessionKey;
    this.senderId = message.senderId;
    this.groupId = message.groupId;
    this.content = message.content;
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  get hasText(): boolean {
    return this.#text !== undefined || this.hasEnded;
  }

  /** What keeping it costs. */
  get chars(): number {
    const end = this.#end;
    const reply = end === undefined ? "" : end.type === "chat.error" ? end.error : end.content;
    return this.content.length + reply.length;
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#aborted !== undefined) this.#abort.abort(this.#aborted);
    }
    return this.#abort.signal;
  }

  typing(): void {
    if (this.hasEnded) return;
    const { messageId, groupId } = this;
    const frame = encodeServerFrame({ type: "chat.typing", messageId, groupId });
    for (const peer of this.#audience()) if (!peer.isSlow) peer.send(frame);
  }

  stream(textSoFar: string): void {
    if (this.hasEnded) return this.#tooLate("stream");
    this.#text = textSoFar;
    this.#textFrame = undefined;
    for (const peer of this.#audience()) peer.sendText(this);
  }

  send(text: string, options: { readonly mediaUrls?: readonly string[] } = {}): void {
    if (this.hasEnded) return this.#tooLate("send");
    const { messageId, groupId } = this;
    const mediaUrls = options.mediaUrls === undefined ? undefined : [...options.mediaUrls];
    this.#finish(
      { type: "chat.response", messageId, content: text, done: true, mediaUrls, groupId },
      "final",
    );
  }

  error(text: string, options: { readonly code?: string } = {}): void {
    if (this.hasEnded) return this.#tooLate("error");
    this.#fail("error", { error: text, code: options.code });
  }

  /** The newest text, encoded once for everybody who gets it. */
  textFrame(): string | Buffer {
    const { messageId, groupId } = this;
    const content = this.#text ?? "";
    return (this.#textFrame ??= this.#encode({
      type: "chat.stream",
      messageId,
      content,
      done: false,
      groupId,
    }));
  }

  /** Does this once the message is sure to get to the agent; now, when nothing has to be asked. */
  whenAdmitted(announce: () => void): void {
    if (this.#admission === undefined) announce();
    else this.#announce = announce;
  }

  /** It has to wait behind others of its session. */
  queued(): void {
    if (this.#hub.settings.autoTyping) this.typing();
  }

  /** Does the work. @returns undefined when it is done already; else a promise that never rejects. */
  run(): Promise<void> | undefined {
    const message = this.#message;
    if (this.hasEnded || message === undefined) return undefined;
    const admission = this.#admission;
    if (admission === undefined) return this.#handle(message);
    this.#admission = undefined;
    this.#typingSoon();
    return this.#admit(admission, message);
  }

  /** Sends the reply to this connection from now on, beginning with what it has missed. */
  attach(peer: Peer): void {
    if (this.#end !== undefined) return peer.sendFrame(this.#end);
    this.#peer?.turns?.delete(this);
    this.#peer = peer;
    (peer.turns ??= new Set()).add(this);
    this.#hub.replies.unpark(this);
    if (this.#text === undefined) this.typing();
    else peer.sendText(this);
  }

  /** The connection has gone. Without `resume` the reply ends with it, unless a group reads on. */
  detach(): void {
    this.#peer = undefined;
    if (!this.hasEnded && !this.#hub.replies.park(this)) this.expire();
  }

  /** By `chat.stop`: the reply ends with the text it has. */
  stop(): void {
    if (this.hasEnded) return;
    this.#abortWork("stopped");
    const { messageId, groupId } = this;
    const content = this.#text;
    if (content === undefined) {
      return this.#fail("stopped", { error: "The reply was stopped", code: "stopped" });
    }
    this.#finish({ type: "chat.response", messageId, content, done: true, groupId }, "stopped");
  }

  /** Nobody waits for it any more, or nobody can. */
  abandon(why: "gone" | "closing"): void {
    if (this.hasEnded) return;
    this.#abortWork(why);
    this.#fail(why, { error: CLOSING, code: "closing" });
    if (why === "gone") this.#hub.replies.remove(this);
  }

  /** The sender has not come back in time. */
  expire(): void {
    if (this.#members() === undefined) this.abandon("gone");
  }

  async #admit(admission: Admission, message: ChannelMessage): Promise<void> {
    try {
      const answer = await admission(message);
      if (this.hasEnded) return this.#settled();
      if ("code" in answer) {
        this.#fail("refused", answer);
        // Who may not write now may do so later: sent again, the message is judged again.
        this.#hub.replies.remove(this);
        return this.#settled();
      }
      this.#message = answer;
      this.#announce?.();
      await this.#handle(answer);
    } catch (error) {
      this.#failed(error);
    }
  }

  #handle(message: ChannelMessage): Promise<void> | undefined {
    let result: void | string | Promise<void | string>;
    try {
      result = this.#hub.settings.onMessage(message, this);
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

  #returned(text: void | string): undefined {
    if (!this.hasEnded) this.send(typeof text === "string" ? text : "");
    this.#settled();
  }

  #failed(error: unknown): undefined {
    if (!this.hasEnded) {
      this.#hub.settings.logger.error("onMessage failed", { messageId: this.messageId, error });
      this.#fail("failed", { error: FAILED, code: "internal" });
    } else if (this.#aborted === undefined) {
      this.#hub.settings.logger.warn("onMessage failed after its reply had ended", {
        messageId: this.messageId,
        error,
      });
    }
    this.#settled();
  }

  #settled(): void {
    this.#message = undefined;
    this.#announce = undefined;
  }

  #fail(
    outcome: ReplyOutcome,
    { error, code }: { error: string; code?: string | undefined },
  ): void {
    const { messageId, groupId } = this;
    this.#finish({ type: "chat.error", messageId, error, code, groupId }, outcome);
  }

  #finish(end: End, outcome: ReplyOutcome): void {
    this.#end = end;
    this.#text = undefined;
    this.#textFrame = undefined;
    const frame = this.#encode(end);
    for (const peer of this.#audience()) {
      peer.dropText(this);
      peer.send(frame);
    }
    this.#peer?.turns?.delete(this);
    this.#peer = undefined;
    const hub = this.#hub;
    hub.replies.ended(this);
    if (!hub.observed) return;
    const { messageId, sessionKey } = this;
    const durationMs = hub.now() - this.#startedAt;
    hub.observe({ type: "reply", messageId, sessionKey, outcome, durationMs });
  }

  /** Who gets the reply: its sender, and who has joined the group. */
  #audience(): Iterable<Peer> {
    const peer = this.#peer;
    const members = this.#members();
    if (members === undefined) return peer === undefined ? [] : [peer];
    return peer === undefined || members.has(peer) ? members : [peer, ...members];
  }

  #members(): ReadonlySet<Peer> | undefined {
    if (this.groupId === undefined) return undefined;
    const members = this.#hub.groups.members(this.groupId);
    return members.size === 0 ? undefined : members;
  }

  #encode(frame: Parameters<typeof encodeServerFrame>[0]): string | Buffer {
    const text = encodeServerFrame(frame);
    return this.#members() === undefined ? text : Buffer.from(text);
  }

  #typingSoon(): void {
    if (!this.hasText && this.#hub.settings.autoTyping) this.#hub.typing.add(this);
  }

  #abortWork(why: "stopped" | "gone" | "closing"): void {
    this.#aborted = new HawserError(WHY[why], { code: why.toUpperCase() });
    this.#abort?.abort(this.#aborted);
  }

  #tooLate(call: string): void {
    // After an abort this is what a handler that has not looked at the signal does.
    if (this.#aborted !== undefined) return;
    this.#hub.settings.logger.warn(`reply.${call}() after the reply had ended is ignored`, {
      messageId: this.messageId,
    });
  }
}
