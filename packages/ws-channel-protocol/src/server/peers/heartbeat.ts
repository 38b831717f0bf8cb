import type { TimerHandle } from "@hawser/core";
import type { Hub } from "../hub.js";

/** Pings every connection from one timer, and cuts those that did not answer the last time. */
export class Heartbeat {
  readonly #hub: Hub;
  #timer: TimerHandle;

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  start(): void {
    const { clock, heartbeatMs } = this.#hub.settings;
    if (heartbeatMs <= 0 || heartbeatMs === Infinity) return;
    this.#timer = clock.setTimeout(
      () => {
        this.start();
        this.#beat();
      },
      heartbeatMs,
      { keepAlive: false },
    );
  }

  stop(): void {
    this.#hub.settings.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #beat(): void {
    for (const peer of this.#hub.peers.all()) {
      if (peer.alive) {
        peer.alive = false;
        if (peer.socket.readyState === peer.socket.OPEN) peer.socket.ping();
        continue;
      }
      if (this.#hub.observed) this.#hub.observe({ type: "dead-peer", connectionId: peer.id });
      peer.socket.terminate();
    }
  }
}
