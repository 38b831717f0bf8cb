import { type Clock, type OpenSocket, platformSocket, systemClock } from "@hawser/core";

/** The platform's timers and sockets, counted: a closed client holds none. */
export class Holdings {
  readonly #timers = new Set<unknown>();
  #sockets = 0;

  readonly clock: Clock = {
    now: () => systemClock.now(),
    setTimeout: (fn, ms, options) => {
      const fire = (): void => {
        this.#timers.delete(handle);
        fn();
      };
      const handle = systemClock.setTimeout(fire, ms, options);
      this.#timers.add(handle);
      return handle;
    },
    clearTimeout: (handle) => {
      this.#timers.delete(handle);
      systemClock.clearTimeout(handle);
    },
  };

  readonly openSocket: OpenSocket = (url, options, handlers) => {
    this.#sockets++;
    return platformSocket(url, options, {
      onOpen: () => handlers.onOpen(),
      onMessage: (data) => handlers.onMessage(data),
      onClose: (close) => {
        this.#sockets--;
        handlers.onClose(close);
      },
    });
  };

  get left(): { readonly timers: number; readonly sockets: number } {
    return { timers: this.#timers.size, sockets: this.#sockets };
  }
}
