import { monotonic } from "@hawser/core";
import type { ServerEvent } from "./events.js";
import { Groups } from "./groups/groups.js";
import { SenderLimiter } from "./limits/sender-limiter.js";
import { PeerDirectory } from "./peers/directory.js";
import { Pairing } from "./policy/pairing.js";
import { Lanes } from "./replies/lanes.js";
import { ReplyBook } from "./replies/reply-book.js";
import { TypingSoon } from "./replies/typing-soon.js";
import type { MessageHandler } from "./message.js";
import type { Settings } from "./settings.js";

/** What the parts of one server share. */
export class Hub {
  readonly settings: Settings;
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
  readonly peers: PeerDirectory = new PeerDirectory();
  readonly groups: Groups = new Groups();
  readonly lanes: Lanes;
  readonly replies: ReplyBook;
  readonly typing: TypingSoon = new TypingSoon();
  readonly senders: SenderLimiter | undefined;
  readonly pairing: Pairing;
  /** The agent, while there is one. */
  handler: MessageHandler | undefined;
  /** `draining`: nothing new is taken. */
  phase: "serving" | "draining" | "closed" = "serving";
  /** This server, until it is stopped. */
  readonly instance: string = crypto.randomUUID().slice(0, 8);
  #ids = 0;

  constructor(settings: Settings) {
    this.settings = settings;
    this.handler = settings.onMessage;
    const now = monotonic(settings.clock);
    const start = now();
    // From 0: kept with every reply, and small integers take no memory of their own.
    this.now = () => now() - start;
    this.lanes = new Lanes(settings.maxQueuedPerSession);
    this.replies = new ReplyBook(settings.resume, settings.clock, this.now);
    this.pairing = new Pairing(settings.pair, settings.logger);
    this.senders =
      settings.senderRate === undefined ? undefined : new SenderLimiter(settings.senderRate);
  }

  /** Whether anybody listens: an event that nobody hears need not be made. */
  get observed(): boolean {
    return this.settings.observe !== undefined;
  }

  /** An id that no other connection or message of this server has. */
  nextId(kind: "c" | "m"): string {
    this.#ids += 1;
    return `${kind}-${this.instance}-${this.#ids.toString(36)}`;
  }

  /** After the last connection has gone. */
  clear(): void {
    this.phase = "closed";
    this.typing.clear();
    this.replies.clear();
    this.lanes.clear();
  }

  observe(event: ServerEvent): void {
    try {
      this.settings.observe?.(event);
    } catch (error) {
      this.settings.logger.error("observe threw", { error });
    }
  }
}
