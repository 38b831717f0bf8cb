import type { Clock, TimerHandle } from "@hawser/core";
import type { ChatSendFrame } from "../../frames/client-frames.js";
import type { ReplyResult } from "../events.js";
import type { ReplyOutlet } from "./channel-reply.js";
import { FinalParts } from "./final-parts.js";
import { StreamText, type TextChange } from "./stream-text.js";

/** How long to wait for a part that must come: what was streamed goes on beyond the parts so far. */
const MISSING_PART_MS = 5000;

/** A message of ours; the id is there. */
export type SentMessage = ChatSendFrame & { readonly messageId: string };

/** How a reply ended, for those who get its late frames. */
export type Ending = ReplyResult["end"] | "failed";

/** Who keeps the replies. */
export interface TaskOwner {
  readonly clock: Clock;
  readonly replyIdleMs: number;
  readonly offlineMs: number;
  readonly partGraceMs: number;
  /** The server ends each reply with one frame, and streams whole texts. */
  readonly whole: boolean;
  /** It has ended, by whatever. */
  ended(task: ReplyTask, how: Ending): void;
  /** Nothing came for `replyIdleMs`. */
  idle(task: ReplyTask): void;
  /** Waited for a connection for `offlineMs`. */
  stranded(task: ReplyTask): void;
}

/**
 * ```text
 *   queued ──sent()──► sent ──part()──► finishing
 *     ▲                │  ▲                 │
 *     └────queue()─────┤  └─resumed()─┐     │   end() or fail()
 *                      └─lost()─► adrift    │
 *   any ────────────────────────────────────┴──► ended
 * ```
 */
type Phase =
  /** Waits for a connection, never sent or known not to have arrived. */
  | { readonly name: "queued" }
  /** `asked`: a resume was asked for and nothing has come since. */
  | { readonly name: "sent"; asked: boolean; seen: boolean }
  /** The connection broke; the server may bring the reply back. */
  | { readonly name: "adrift" }
  /** A final came; another part of it may follow. */
  | { readonly name: "finishing"; readonly final: FinalParts }
  | { readonly name: "ended" };

/** One message and what becomes of it. Ends exactly once. */
export class ReplyTask {
  readonly message: SentMessage;
  /** Messages of one session are answered one after the other. */
  readonly sessionKey: string;
  /** How often the message left. */
  sends = 0;
  /** When it left last, by the owner's clock. */
  sentAt: number = -Infinity;
  /** The instance of the server that it left for last, where it says. */
  sentTo: string | undefined;
  /** How many messages had come on the connection by then. */
  receivedBefore: number = 0;
  /** Something of the reply has come, on whatever connection. */
  seen = false;
  /** Called once, when it has ended. */
  onEnded: (() => void) | undefined;
  readonly #owner: TaskOwner;
  readonly #outlet: ReplyOutlet;
  readonly #stream = new StreamText();
  #phase: Phase = { name: "queued" };
  #text = "";
  #typing = false;
  #timer: TimerHandle;

  constructor(message: SentMessage, owner: TaskOwner, outlet: ReplyOutlet) {
    this.message = message;
    this.sessionKey = JSON.stringify([message.sessionKey, message.groupId, message.senderId]);
    this.#owner = owner;
    this.#outlet = outlet;
  }

  get phase(): Phase["name"] {
    return this.#phase.name;
  }

  get text(): string {
    return this.#text;
  }

  /** Whether something of the reply came since the message left on this connection. */
  get answered(): boolean {
    return this.#phase.name === "finishing" || (this.#phase.name === "sent" && this.#phase.seen);
  }

  /** Whether the server was asked to bring the reply back and has not answered. */
  get asked(): boolean {
    return this.#phase.name === "sent" && this.#phase.asked;
  }

  /** Waits for a connection. */
  queue(): void {
    this.#phase = { name: "queued" };
    this.#arm(this.#owner.offlineMs, () => {
      this.#owner.stranded(this);
    });
  }

  /** The message left. Its idle time is started by {@link ReplyTask.watch}. */
  sent(receivedBefore: number, to: string | undefined): void {
    this.receivedBefore = receivedBefore;
    this.sentTo = to;
    this.sends += 1;
    this.sentAt = this.#owner.clock.now();
    this.#phase = { name: "sent", asked: false, seen: false };
    this.#disarm();
  }

  /** The connection broke, and the server can bring the reply back. */
  lost(): void {
    this.#phase = { name: "adrift" };
    this.#arm(this.#owner.offlineMs, () => {
      this.#owner.stranded(this);
    });
  }

  /** The server was asked to bring the reply back. */
  resumed(): void {
    this.#phase = { name: "sent", asked: true, seen: false };
    this.#disarm();
    this.watch();
  }

  /** From now on the reply must not be silent for too long. */
  watch(): void {
    if (this.#phase.name !== "sent") return;
    this.#arm(this.#owner.replyIdleMs, () => {
      this.#owner.idle(this);
    });
  }

  /** @param own - the frame said that it is for this reply, or there is no other. */
  typing(own: boolean): void {
    if (this.#phase.name !== "sent") return;
    this.seen = true;
    if (own) this.#alive();
    // Upstream's server says it twice.
    if (this.#typing) return;
    this.#typing = true;
    this.#outlet.event({ type: "typing" });
  }

  stream(content: string): void {
    if (this.#phase.name !== "sent") return;
    this.#alive();
    const stream = this.#stream;
    this.#show(this.#owner.whole ? stream.replace(content) : stream.take(content));
  }

  /** A final, or a part of one. */
  part(content: string, mediaUrls: readonly string[] = []): void {
    const phase = this.#phase;
    if (phase.name !== "sent" && phase.name !== "finishing") return;
    const final = phase.name === "finishing" ? phase.final : new FinalParts();
    this.#phase = { name: "finishing", final };
    this.seen = true;
    final.add(content, mediaUrls, this.#stream.text);
    if (this.#owner.whole) {
      this.end("final");
      return;
    }
    const more = final.verdict(this.#stream);
    if (more === "no") {
      this.end("final");
      return;
    }
    this.#showPart(final);
    const ms = more === "yes" ? MISSING_PART_MS : this.#owner.partGraceMs;
    this.#arm(Math.max(ms, this.#owner.partGraceMs), () => {
      this.end("final");
    });
  }

  /** Ends with what came so far. */
  end(how: ReplyResult["end"]): void {
    const phase = this.#phase;
    if (phase.name === "ended") return;
    const final = phase.name === "finishing" ? phase.final : undefined;
    this.#over(how);
    if (final !== undefined && how === "final") this.#show(this.#finalChange(final));
    this.#outlet.end({
      messageId: this.message.messageId,
      text: this.#text,
      parts: final?.parts ?? [],
      mediaUrls: final?.mediaUrls ?? [],
      end: how,
    });
  }

  fail(error: unknown): void {
    if (this.#phase.name === "ended") return;
    this.#over("failed");
    this.#outlet.fail(error);
  }

  #over(how: Ending): void {
    this.#phase = { name: "ended" };
    this.#disarm();
    this.#owner.ended(this, how);
    this.onEnded?.();
  }

  #alive(): void {
    const phase = this.#phase;
    this.seen = true;
    if (phase.name === "sent") {
      phase.seen = true;
      phase.asked = false;
    }
    this.watch();
  }

  /** What a part adds at the end is shown at once, what it changes only when it is known to be the last. */
  #showPart(final: FinalParts): void {
    const change = this.#finalChange(final);
    if (change?.replaced === false) this.#show(change);
  }

  #finalChange(final: FinalParts): TextChange | undefined {
    const before = this.#text;
    const text = this.#owner.whole
      ? final.joined === ""
        ? before
        : final.joined
      : final.text(this.#stream);
    if (text === before) return undefined;
    const replaced = !text.startsWith(before);
    return { text, delta: replaced ? text : text.slice(before.length), replaced };
  }

  #show(change: TextChange | undefined): void {
    if (change === undefined) return;
    const { text, delta, replaced } = change;
    this.#text = text;
    this.#typing = false;
    if (replaced) this.#outlet.event({ type: "resync", reason: "replaced", text });
    else this.#outlet.event({ type: "text", delta, text });
  }

  #arm(ms: number, fn: () => void): void {
    this.#disarm();
    // The socket, or the wait for the next one, keeps the process alive.
    if (ms !== Infinity) {
      this.#timer = this.#owner.clock.setTimeout(fn, ms, { keepAlive: false });
    }
  }

  #disarm(): void {
    this.#owner.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
