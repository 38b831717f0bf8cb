import { connect, type Socket } from "node:net";
import { Lane, type LaneFaults } from "./lane.js";
import type { FaultDirection } from "./types.js";

/** What a pair asks of and tells to its proxy. */
export interface PairHooks {
  faults(direction: FaultDirection): LaneFaults;
  onBytes(direction: FaultDirection, count: number): void;
  onGone(): void;
}

/** A client's socket, the target's, and a lane each way. */
export class Pair {
  readonly lanes: Readonly<Record<FaultDirection, Lane>>;
  readonly #sockets: readonly [client: Socket, target: Socket];
  readonly #hooks: PairHooks;
  #ended: "no" | "held back by a stall" | "yes" = "no";

  constructor(client: Socket, target: { host: string; port: number }, hooks: PairHooks) {
    const upstream = connect({ ...target, allowHalfOpen: true });
    this.#sockets = [client, upstream];
    this.#hooks = hooks;
    const lane = (from: Socket, to: Socket, direction: FaultDirection): Lane =>
      new Lane(from, to, {
        faults: () => hooks.faults(direction),
        onBytes: (count) => hooks.onBytes(direction, count),
        onBudgetSpent: () => {
          // What is already written must still arrive; only then is the connection cut.
          to.end(() => this.cut());
        },
      });
    this.lanes = { up: lane(client, upstream, "up"), down: lane(upstream, client, "down") };
    for (const socket of this.#sockets) {
      socket.setNoDelay(true);
      socket.on("error", () => undefined);
      socket.on("close", (hadError) => this.#socketGone(hadError));
    }
  }

  /** Forwards what the end of a fault set free. */
  flush(): void {
    if (this.#ended === "held back by a stall") return this.cut();
    this.lanes.up.flush();
    this.lanes.down.flush();
  }

  /** Ends both sockets at once, without a closing handshake. */
  cut(): void {
    if (this.#ended === "yes") return;
    this.#ended = "yes";
    this.lanes.up.stop();
    this.lanes.down.stop();
    for (const socket of this.#sockets) socket.resetAndDestroy();
    this.#hooks.onGone();
  }

  /**
   * A socket that closed in good order has passed its end on through its lane, so the other one
   * closes by itself; a broken one takes the other with it.
   */
  #socketGone(broken: boolean): void {
    if (this.#ended === "yes") return;
    if (this.#sockets.every((socket) => socket.destroyed)) return this.cut();
    if (!broken) return;
    if (this.#hooks.faults("up").stalled && this.#hooks.faults("down").stalled) {
      this.#ended = "held back by a stall";
    } else this.cut();
  }
}
