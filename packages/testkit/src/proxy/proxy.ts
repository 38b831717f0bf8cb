import { createServer, type AddressInfo, type Server } from "node:net";
import type { LaneFaults } from "./lane.js";
import { Pair } from "./pair.js";
import { parseTarget } from "./target.js";
import type { FaultDirection, FaultProxy, FaultProxyOptions } from "./types.js";

/**
 * Starts a TCP proxy in front of a server, to see what a client makes of a bad network.
 *
 * @throws TypeError when the target is not an address; the listen error when the port is taken.
 */
export async function faultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { host = "127.0.0.1" } = options;
  let target = parseTarget(options.target);
  const pairs = new Set<Pair>();
  const bytes = { up: 0, down: 0 };
  const stalled = { up: false, down: false };
  const waiting = new Set<() => void>();
  let delayMs = 0;
  let accepted = 0;

  const faults = (direction: FaultDirection): LaneFaults => ({
    delayMs,
    stalled: stalled[direction],
  });
  const listen = async (port: number): Promise<Server> => {
    const server = createServer({ allowHalfOpen: true }, (client) => {
      accepted++;
      const pair = new Pair(client, target, {
        faults,
        onBytes: (direction, count) => (bytes[direction] += count),
        onGone: () => pairs.delete(pair),
      });
      pairs.add(pair);
      for (const look of [...waiting]) look();
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, resolve);
    });
    return server;
  };

  let server: Server | undefined = await listen(options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const stopListening = (): void => {
    server?.close();
    server = undefined;
  };
  const cutAll = (): number => {
    const open = [...pairs];
    for (const pair of open) pair.cut();
    return open.length;
  };
  const flushAll = (): void => {
    for (const pair of pairs) pair.flush();
  };
  let closed = false;
  const close = async (): Promise<void> => {
    closed = true;
    stopListening();
    cutAll();
  };

  return {
    url: target.urlAt(host, port),
    port,
    get connections() {
      return pairs.size;
    },
    get accepted() {
      return accepted;
    },
    get bytes() {
      return { ...bytes };
    },
    drop: async () => cutAll(),
    dropAfter: (count) => {
      for (const pair of pairs) pair.lanes.down.dropAfter(count);
    },
    delay: (ms) => {
      delayMs = ms;
    },
    stall: (direction) => {
      if (direction !== "down") stalled.up = true;
      if (direction !== "up") stalled.down = true;
    },
    resume: () => {
      stalled.up = stalled.down = false;
      flushAll();
    },
    garble: (direction = "down") => {
      for (const pair of pairs) pair.lanes[direction].garble();
    },
    refuse: async (on) => {
      if (closed) return;
      if (on) stopListening();
      else server ??= await listen(port);
    },
    waitForAccepted: (count = 1, { timeoutMs = 30_000 } = {}) =>
      new Promise((resolve, reject) => {
        const settle = (): void => {
          clearTimeout(timer);
          waiting.delete(look);
        };
        const look = (): void => {
          if (accepted < count) return;
          settle();
          resolve();
        };
        const timer = setTimeout(() => {
          settle();
          reject(new Error(`${accepted} of ${count} connections came within ${timeoutMs} ms`));
        }, timeoutMs);
        waiting.add(look);
        look();
      }),
    retarget: (next) => {
      target = parseTarget(next);
    },
    clear: () => {
      delayMs = 0;
      stalled.up = stalled.down = false;
      for (const pair of pairs) pair.lanes.down.dropAfter(Infinity);
      flushAll();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
