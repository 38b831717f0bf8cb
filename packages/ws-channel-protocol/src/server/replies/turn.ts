import { HawserError } from "@hawser/core";
import { encodeReplyText, encodeServerFrame } from "../../frames/codec.js";
import type { ChatErrorFrame } from "../../frames/server-frames.js";
import type { ReplyOutcome } from "../events.js";
import type { Hub } from "../hub.js";
import type { ChannelMessage, Reply, ReplyErrorOptions } from "../message.js";
import type { Peer } from "../peers/peer.js";
import type { NotAdmitted } from "./admission.js";
import type { Fingerprint } from "./fingerprint.js";
import { encodeEnd, type ReplyEnd } from "./reply-end.js";
import { Work, type Waiting } from "./work.js";

const FAILED = "The agent could not answer this message";
const CLOSING = "The server is going away";
const WHY: Readonly<Record<"stopped" | "gone" | "closing", string>> = {
  stopped: "The sender stopped the reply",
  gone: "The sender has gone",
  closing: CLOSING,
};

/**
 * One message's turn in its session: the reply, and the work for it.
 *
 * The work (waiting, running, done) and the reply (open, ended) have lives of their own: a handler may
 * go on after its reply has ended, and a reply may be stopped before its handler has begun.
 */
export class Turn implements Reply {
  readonly messageId: string;
  readonly sessionKey: string;
  readonly senderId: string;
  readonly groupId: string | undefined;
  /** Tells a message sent again from another one under the same id. */
  readonly fingerprint: Fingerprint;
  readonly #hub: Hub;
  readonly #startedAt: number;
  /** Connections of the sender that get the reply. */
  #readers: Peer[];
  /** The message was let into its group: the members get the reply, too. */
  #isInGroup = false;
  #work: Work | undefined;
  #text: string | undefined;
  #textFrame: string | Buffer | undefined;
  #hasEnded = false;
  #abort: AbortController | undefined;
  #aborted: HawserError | undefined;
  /** There while only the group reads it. */
  #forgetGroup: (() => void) | undefined;

  constructor(hub: Hub, peer: Peer, message: ChannelMessage, fingerprint: Fingerprint) {
    this.#hub = hub;
    this.#startedAt = hub.observed ? hub.now() : 0;
    this.messageId = message.messageId;
    this.sessionKey = message.sessionKey;
    this.senderId = message.senderId;
    this.groupId = message.groupId;
    this.fingerprint = fingerprint;
    this.#readers = [peer];
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get hasText(): boolean {
    return this.#text !== undefined || this.hasEnded;
  }

  /** Whether nobody wants the handler's answer any more, and it was told so. */
  get wasAborted(): boolean {
    return this.#aborted !== undefined;
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
    const frame = this.#typingFrame();
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
    this.#finish(this.#response(text, options.mediaUrls), "final");
  }

  error(text: string, options: ReplyErrorOptions = {}): void {
    if (this.hasEnded) return this.#tooLate("error");
    this.#finish(this.#error(text, options.code, options.retryAfterMs), "error");
  }

  /** The newest text, encoded once for everybody who gets it. */
  textFrame(): string | Buffer {
    const { messageId, groupId } = this;
    const content = this.#text ?? "";
    return (this.#textFrame ??= this.#forAudience(
      groupId === undefined
        ? encodeReplyText(messageId, content, false)
        : encodeServerFrame({ type: "chat.stream", messageId, content, done: false, groupId }),
    ));
  }

  /** Whether this connection is to get the text that waits for it. */
  isReadBy(peer: Peer): boolean {
    return !this.hasEnded && (this.#readers.includes(peer) || this.#members()?.has(peer) === true);
  }

  /** Takes its place in the session. */
  enqueue(waiting: Waiting): void {
    this.#work = new Work(this.#hub, this, waiting);
    this.#hub.lanes.push(this);
  }

  /** It has to wait behind others of its session. */
  queued(): void {
    if (this.#hub.settings.autoTyping) this.typing();
  }

  /** Does the work. @returns undefined when it is done already; else a promise that never rejects. */
  run(): Promise<void> | undefined {
    return this.#work?.run();
  }

  /** From now on the group's members get the reply, too. */
  openToGroup(): void {
    this.#isInGroup = true;
  }

  /** Sends the reply to this connection as well, beginning with what it has missed. */
  attach(peer: Peer): void {
    if (!this.#readers.includes(peer)) this.#readers.push(peer);
    (peer.turns ??= new Set()).add(this);
    this.#hub.replies.unpark(this);
    this.#forgetGroup?.();
    if (this.#text === undefined) peer.send(this.#typingFrame());
    else peer.sendText(this);
  }

  /** The connection has gone. */
  detach(peer: Peer): void {
    this.#readers = this.#readers.filter((reader) => reader !== peer);
    if (this.#readers.length === 0) this.#left();
  }

  /** By `chat.stop`: the reply ends with the text it has. */
  stop(): void {
    if (this.hasEnded) return;
    this.#abortWork("stopped");
    const end =
      this.#text === undefined
        ? this.#error("The reply was stopped", "stopped")
        : this.#response(this.#text);
    this.#finish(end, "stopped");
  }

  /** The agent does not get the message. */
  refuse({ error, code }: NotAdmitted): void {
    if (!this.hasEnded) this.#finish(this.#error(error, code), "refused");
  }

  /** The handler threw. */
  fail(): void {
    this.#finish(this.#error(FAILED, "internal"), "failed");
  }

  /** Nobody waits for it any more, or nobody can. A handler that goes on after the reply has ended is told, too. */
  abandon(why: "gone" | "closing"): void {
    if (!this.wasAborted) this.#abortWork(why);
    if (this.hasEnded) return;
    this.#finish(this.#error(CLOSING, "closing"), why);
  }

  /** The sender has not come back in time. A group may read on without him. */
  expire(): void {
    if (this.#hub.settings.whenGone === "finish") return;
    if (this.groupId === undefined || this.#members() === undefined) return this.abandon("gone");
    const forget = this.#hub.groups.whenEmpty(this.groupId, () => this.#left());
    this.#forgetGroup = () => {
      forget();
      this.#forgetGroup = undefined;
    };
  }

  /** Nobody is there to read it. Without `resume` that is its end. */
  #left(): void {
    if (!this.hasEnded && !this.#hub.replies.park(this)) this.expire();
  }

  #response(content: string, urls?: readonly string[]): ReplyEnd {
    const { messageId, groupId } = this;
    if (urls === undefined && groupId === undefined) return content;
    const mediaUrls = urls === undefined ? undefined : [...urls];
    return { type: "chat.response", messageId, content, done: true, mediaUrls, groupId };
  }

  #error(error: string, code: string | undefined, pauseMs?: number): ChatErrorFrame {
    const { messageId, groupId } = this;
    // A frame with anything else would be refused as a whole.
    const retryAfterMs = pauseMs !== undefined && pauseMs >= 0 ? pauseMs : undefined;
    return { type: "chat.error", messageId, error, code, retryAfterMs, groupId };
  }

  #typingFrame(): string {
    const { messageId, groupId } = this;
    return encodeServerFrame({ type: "chat.typing", messageId, groupId });
  }

  #finish(end: ReplyEnd, outcome: ReplyOutcome): void {
    const hub = this.#hub;
    this.#hasEnded = true;
    this.#text = undefined;
    this.#textFrame = undefined;
    const frame = this.#forAudience(encodeEnd(this.messageId, end));
    for (const peer of this.#audience()) {
      peer.dropText(this);
      peer.send(frame);
    }
    for (const peer of this.#readers) peer.turns?.delete(this);
    this.#readers = [];
    this.#forgetGroup?.();
    if (this.#work?.cancel() === true) hub.lanes.remove(this);
    this.#work = undefined;
    // Who may not write now may do so later: sent again, a refused message is judged again.
    hub.replies.ended(this, outcome === "refused" || outcome === "gone" ? undefined : end);
    if (!hub.observed) return;
    const { messageId, sessionKey } = this;
    const durationMs = hub.now() - this.#startedAt;
    hub.observe({ type: "reply", messageId, sessionKey, outcome, durationMs });
  }

  /** Who gets the reply: the sender's connections, and who has joined the group. */
  #audience(): Iterable<Peer> {
    const members = this.#members();
    if (members === undefined) return this.#readers;
    const others = this.#readers.filter((peer) => !members.has(peer));
    return others.length === 0 ? members : [...others, ...members];
  }

  #members(): ReadonlySet<Peer> | undefined {
    if (!this.#isInGroup || this.groupId === undefined) return undefined;
    const members = this.#hub.groups.members(this.groupId);
    return members.size === 0 ? undefined : members;
  }

  #forAudience(frame: string): string | Buffer {
    return this.#members() === undefined ? frame : Buffer.from(frame);
  }

  #abortWork(why: "stopped" | "gone" | "closing"): void {
    this.#aborted = new HawserError(WHY[why], { code: why.toUpperCase() });
    this.#abort?.abort(this.#aborted);
  }

  #tooLate(call: string): void {
    // After an abort this is what a handler that has not looked at the signal does.
    if (this.wasAborted) return;
    this.#hub.settings.logger.warn(`reply.${call}() after the reply had ended is ignored`, {
      messageId: this.messageId,
    });
  }
}
