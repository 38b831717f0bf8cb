import type { TimerHandle } from "@hawser/core";
import type { Hub } from "../hub.js";

/** Pings every connection from one timer, and cuts those that nothing has come from since the last time. */
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
      const { socket } = peer;
      // Of what is not read nobody knows whether it has come.
      if (socket.isPaused) continue;
      // Bytes, not pongs: these wait behind a large message that takes its time.
      if (socket.bytesRead !== peer.heardBytes) {
        peer.heardBytes = socket.bytesRead;
        if (socket.readyState === socket.OPEN) socket.ping();
        continue;
      }
      if (this.#hub.observed) this.#hub.observe({ type: "dead-peer", connectionId: peer.id });
      socket.terminate();
    }
  }
}
