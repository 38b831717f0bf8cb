import type { OpenSocket, RawMessage, SocketHandlers } from "@hawser/core";

/** The server's end of an injected socket: for tests that say much to many clients. */
export class Outlet {
  readonly openSocket: OpenSocket;
  #current: SocketHandlers | undefined;

  /** @param features - announced like a server of ours; undefined for upstream's banner. */
  constructor(features: readonly string[] | undefined) {
    const banner = {
      type: "chat.response",
      content: "Connected to WebSocket chat server",
      ...(features === undefined ? {} : { server: { name: "hawser", features } }),
    };
    this.openSocket = (_url, _options, handlers) => {
      queueMicrotask(() => {
        this.#current = handlers;
        handlers.onOpen();
        handlers.onMessage(JSON.stringify(banner));
      });
      const end = (code: number): void => {
        queueMicrotask(() => {
          if (this.#current === handlers) this.#current = undefined;
          handlers.onClose({ code, reason: "" });
        });
      };
      return {
        send: () => undefined,
        close: (code = 1000) => {
          end(code);
        },
        terminate: () => {
          end(1006);
        },
        bufferedAmount: 0,
      };
    };
  }

  say(data: RawMessage): void {
    this.#current?.onMessage(data);
  }

  drop(): void {
    const handlers = this.#current;
    this.#current = undefined;
    handlers?.onClose({ code: 1006, reason: "" });
  }
}
