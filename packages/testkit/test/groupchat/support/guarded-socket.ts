import { WebSocket } from "ws";

/** A socket whose owner's mistakes are caught, so that a test can look at them. */
export interface SocketGuard {
  readonly constructor: typeof globalThis.WebSocket;
  /** The first thing that the client threw while it took a frame. */
  readonly thrown: Promise<Error>;
}

/** Makes a WebSocket class that catches what `onmessage` throws. */
export function guardSockets(): SocketGuard {
  let caught: (error: Error) => void;
  const thrown = new Promise<Error>((resolve) => (caught = resolve));

  class GuardedSocket extends WebSocket {
    constructor(url: string | URL) {
      super(url);
      let handler: ((event: WebSocket.MessageEvent) => void) | null = null;
      super.addEventListener("message", (event) => {
        try {
          handler?.(event);
        } catch (error) {
          caught(error as Error);
        }
      });
      Object.defineProperty(this, "onmessage", {
        get: () => handler,
        set: (next: typeof handler) => {
          handler = next;
        },
      });
    }
  }

  return {
    constructor: GuardedSocket as unknown as typeof globalThis.WebSocket,
    thrown,
  };
}
