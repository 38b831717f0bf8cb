import type { Socket } from "node:net";

/** The faults a lane looks at each time it moves bytes. */
export interface LaneFaults {
  readonly delayMs: number;
  readonly stalled: boolean;
}

/** What a lane tells its owner. */
export interface LaneHooks {
  faults(): LaneFaults;
  onBytes(count: number): void;
  /** The byte budget of {@link Lane.dropAfter} is used up. */
  onBudgetSpent(): void;
}

interface Piece {
  readonly data: Buffer | "end";
  readonly dueAt: number;
}

/** More than this kept back makes the source wait, as a full network would. */
const MAX_QUEUED_BYTES = 1024 * 1024;

/** One direction of a proxied connection: a queue of pieces, each forwarded when it is due. */
export class Lane {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #hooks: LaneHooks;
  readonly #queue: Piece[] = [];
  #queuedBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #garbleNext = false;
  #budget = Infinity;
  #stopped = false;

  constructor(from: Socket, to: Socket, hooks: LaneHooks) {
    this.#from = from;
    this.#to = to;
    this.#hooks = hooks;
    from.on("data", (data: Buffer) => this.#take(data));
    from.on("end", () => this.#take("end"));
    to.on("drain", () => this.flush());
    to.on("connect", () => this.flush());
  }

  garble(): void {
    this.#garbleNext = true;
  }

  dropAfter(bytes: number): void {
    this.#budget = bytes;
  }

  /** Forwards nothing more, for good. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#queue.length = 0;
    this.#queuedBytes = 0;
  }

  /** Forwards what is due; called again when a fault ends or the receiver has room. */
  flush(): void {
    clearTimeout(this.#timer);
    while (this.#queue[0] !== undefined && !this.#hooks.faults().stalled && this.#receiverHasRoom) {
      const waitMs = this.#queue[0].dueAt - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.flush(), waitMs);
        break;
      }
      this.#forward(this.#queue.shift() as Piece);
    }
    if (this.#queuedBytes <= MAX_QUEUED_BYTES) this.#from.resume();
  }

  #take(data: Buffer | "end"): void {
    if (this.#stopped) return;
    this.#queue.push({ data, dueAt: performance.now() + this.#hooks.faults().delayMs });
    if (data !== "end") this.#queuedBytes += data.length;
    if (this.#queuedBytes > MAX_QUEUED_BYTES) this.#from.pause();
    this.flush();
  }

  #forward({ data }: Piece): void {
    if (data === "end") {
      this.#to.end();
      return;
    }
    this.#queuedBytes -= data.length;
    let out = data;
    if (this.#garbleNext) {
      this.#garbleNext = false;
      out = Buffer.from(data.map((byte) => ~byte));
    }
    const allowed = out.subarray(0, this.#budget);
    this.#budget -= allowed.length;
    this.#hooks.onBytes(allowed.length);
    if (allowed.length > 0) this.#to.write(allowed);
    if (this.#budget > 0) return;
    this.stop();
    this.#hooks.onBudgetSpent();
  }

  get #receiverHasRoom(): boolean {
    return !this.#to.connecting && !this.#to.writableNeedDrain;
  }
}
