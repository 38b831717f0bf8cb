import { messageBytes, type Clock, type HawserError } from "@hawser/core";
import { CLOSE_CODE } from "../../frames/close-codes.js";
import { encodeClientFrame } from "../../frames/codec.js";
import { speaksWhole, type ChannelSession } from "../link/session.js";
import { notSent, queueFull, replyLost, replyTimeout, tooBig, unsupported } from "./errors.js";
import { RecentIds } from "./recent-ids.js";
import type { Ending, ReplyTask, TaskOwner } from "./reply-task.js";

/** How many ended replies are remembered, so that their late frames are known for what they are. */
const REMEMBERED = 256;
/** A server that asks for the same message again and again will not get it right. */
const MAX_SENDS = 3;
/** How many replies are asked for in one frame; servers have bounds. */
const RESUMED_AT_ONCE = 100;

/** The connection that is ready now. */
export interface Wire {
  readonly session: ChannelSession;
  send(text: string): void;
  /** How many messages have come. */
  received(): number;
}

/** What the table needs from the client. */
export interface TableOptions {
  readonly clock: Clock;
  readonly replyIdleMs: number;
  readonly offlineMs: number;
  readonly partGraceMs: number;
  readonly maxQueued: number;
  /** Nothing has come on the whole connection since the message left. */
  readonly onSilence: (task: ReplyTask) => void;
}

/** Every message whose reply has not ended, in the order of sending. */
export class ReplyTable implements TaskOwner {
  readonly clock: Clock;
  readonly replyIdleMs: number;
  readonly offlineMs: number;
  readonly partGraceMs: number;
  /** How the replies ended that have ended lately. */
  readonly recent: RecentIds<Ending> = new RecentIds(REMEMBERED);
  /** The newest error that no reply could be blamed for: a reply that never comes may be its victim. */
  unblamed: { readonly error: HawserError; readonly at: number } | undefined;
  readonly #options: TableOptions;
  readonly #tasks = new Map<string, ReplyTask>();
  #wire: Wire | undefined;

  constructor(options: TableOptions) {
    this.#options = options;
    this.clock = options.clock;
    this.replyIdleMs = options.replyIdleMs;
    this.offlineMs = options.offlineMs;
    this.partGraceMs = options.partGraceMs;
  }

  get whole(): boolean {
    return this.#wire !== undefined && speaksWhole(this.#wire.session);
  }

  get(messageId: string): ReplyTask | undefined {
    return this.#tasks.get(messageId);
  }

  /** Those that have left on this connection and are not over, the oldest first. */
  sent(): ReplyTask[] {
    return this.#all().filter((task) => task.phase === "sent" || task.phase === "finishing");
  }

  /** Sends the message, or lets it wait for a connection. */
  add(task: ReplyTask): void {
    if (this.#wire === undefined) {
      const waiting = this.#all().filter((other) => other.phase === "queued").length;
      if (waiting >= this.#options.maxQueued) {
        task.fail(queueFull(this.#options.maxQueued));
        return;
      }
    }
    this.#tasks.set(task.message.messageId, task);
    task.queue();
    this.#send(task);
  }

  /** A session is ready: brings back what is open, then sends what waits. */
  connected(wire: Wire, before: ChannelSession | undefined): void {
    this.#wire = wire;
    const adrift = this.#all().filter((task) => task.phase === "adrift");
    if (adrift.length > 0) this.#resume(adrift, wire, before);
    for (const task of this.#all()) if (task.phase === "queued") this.#send(task);
  }

  /** The connection is gone. */
  disconnected(error: HawserError & { readonly closeCode?: number }): void {
    const session = this.#wire?.session;
    this.#wire = undefined;
    if (session === undefined) return;
    // Whichever message or reply was too big: bringing it back would end the next connection, too.
    const resumable = session.features.has("resume") && error.closeCode !== CLOSE_CODE.tooBig;
    for (const task of this.sent()) {
      // A final has come; only whether it had another part is open.
      if (task.phase === "finishing") task.end("final");
      else if (resumable) task.lost();
      else task.fail(replyLost("the connection broke, and it cannot be resumed", error));
    }
  }

  /** The server knows nothing of a message that it was asked to bring back. */
  unknown(task: ReplyTask): void {
    const lost = this.#whyLost(task);
    if (lost !== undefined) {
      task.fail(replyLost(lost));
      return;
    }
    task.queue();
    this.#send(task);
  }

  /** There will be no connection any more. */
  failAll(error: HawserError): void {
    this.#wire = undefined;
    for (const task of this.#all()) {
      task.fail(task.phase === "queued" ? error : replyLost("the connection ended", error));
    }
  }

  ended(task: ReplyTask, how: Ending): void {
    const { messageId } = task.message;
    if (this.#tasks.get(messageId) !== task) return;
    this.#tasks.delete(messageId);
    this.recent.add(messageId, how);
    this.#watchFirst(task.sessionKey);
  }

  idle(task: ReplyTask): void {
    const { error: words, at = -Infinity } = this.unblamed ?? {};
    // Upstream says nothing when the agent has nothing to say, or has said it all in blocks.
    if (task.seen && !this.whole) task.end("idle");
    else
      task.fail(words !== undefined && at >= task.sentAt ? words : replyTimeout(this.replyIdleMs));
    this.#options.onSilence(task);
  }

  stranded(task: ReplyTask): void {
    const why = `no connection within ${this.offlineMs} ms`;
    task.fail(task.phase === "queued" ? notSent(why) : replyLost(why));
  }

  /** Why a message that the server does not know must not be sent again: it would be worked on twice. */
  #whyLost(task: ReplyTask): string | undefined {
    const { instance, resumeTtlMs = Infinity } = this.#wire?.session ?? {};
    if (task.seen) return "the server does not know of it any more";
    if (instance !== task.sentTo) return "the server has started anew since";
    if (this.clock.now() - task.sentAt >= resumeTtlMs) return "the server may have forgotten it";
    return task.sends >= MAX_SENDS ? "the server lost the message repeatedly" : undefined;
  }

  #all(): ReplyTask[] {
    return [...this.#tasks.values()];
  }

  #send(task: ReplyTask): void {
    const wire = this.#wire;
    if (wire === undefined) return;
    const { message } = task;
    const { features, maxPayload } = wire.session;
    if ((message.attachments?.length ?? 0) > 0 && !features.has("attachments")) {
      task.fail(unsupported("attachments"));
      return;
    }
    try {
      const text = encodeClientFrame(message);
      const bytes = maxPayload === Infinity ? 0 : messageBytes(text);
      if (bytes > maxPayload) {
        task.fail(tooBig(bytes, maxPayload));
        return;
      }
      wire.send(text);
    } catch {
      // The socket is going: the message stays queued.
      return;
    }
    task.sent(wire.received(), wire.session.instance);
    this.#watchFirst(task.sessionKey);
  }

  #resume(adrift: readonly ReplyTask[], wire: Wire, before: ChannelSession | undefined): void {
    const { features, senderId } = wire.session;
    const why = !features.has("resume")
      ? "the server cannot resume it"
      : before?.senderId !== senderId
        ? "the server takes us for someone else now"
        : undefined;
    if (why !== undefined) {
      for (const task of adrift) task.fail(replyLost(why));
      return;
    }
    try {
      const ids = adrift.map((task) => task.message.messageId);
      for (let at = 0; at < ids.length; at += RESUMED_AT_ONCE) {
        const messageIds = ids.slice(at, at + RESUMED_AT_ONCE);
        wire.send(encodeClientFrame({ type: "chat.resume", messageIds }));
      }
    } catch {
      return;
    }
    for (const task of adrift) task.resumed();
  }

  /** A session's messages are answered in order: only the first one's silence means something. */
  #watchFirst(sessionKey: string): void {
    for (const task of this.#tasks.values()) {
      if (task.sessionKey !== sessionKey || task.phase !== "sent") continue;
      if (!task.answered) task.watch();
      return;
    }
  }
}
