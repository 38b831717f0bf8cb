import { Connection, HawserError, type OpenSocket, type SocketHandlers } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import { expect, test } from "vitest";

import { seeded } from "./support/random.js";

const CLIENTS = 1000;

test("1000 clients that lose their server together come back spread over the window", async () => {
  const clock = new ManualClock();
  const random = seeded(7);
  let up = true;
  const sockets = new Set<SocketHandlers>();
  const openSocket: OpenSocket = (_url, _options, handlers) => {
    queueMicrotask(() => {
      if (!up) {
        handlers.onClose({ code: 1006, reason: "" });
        return;
      }
      sockets.add(handlers);
      handlers.onOpen();
    });
    return { send: () => undefined, close: end, terminate: end, bufferedAmount: 0 };
    function end(): void {
      handlers.onClose({ code: 1000, reason: "" });
    }
  };
  const clients = Array.from(
    { length: CLIENTS },
    () =>
      new Connection<string>({
        url: "ws://h/",
        clock,
        random,
        openSocket,
        wake: false,
        handshake: async () => "s",
        onMessage: () => undefined,
      }),
  );
  await Promise.all(clients.map((client) => client.connect()));
  await clock.advance(10_000);

  const delays = new Map<number, number[]>();
  for (const client of clients) {
    client.onState((state) => {
      if (state.status !== "waiting") return;
      delays.set(state.attempt, [...(delays.get(state.attempt) ?? []), state.delayMs]);
    });
  }
  const expectSpread = (attempt: number, window: number): void => {
    const all = delays.get(attempt) ?? [];
    expect(all).toHaveLength(CLIENTS);
    expect(Math.max(...all)).toBeLessThanOrEqual(window);
    expect(Math.max(...all) - Math.min(...all)).toBeGreaterThanOrEqual(window * 0.8);
  };

  up = false;
  for (const handlers of sockets) handlers.onClose({ code: 1012, reason: "restart" });
  await clock.advance(3500);
  expectSpread(1, 500);
  expectSpread(2, 1000);
  expectSpread(3, 2000);

  // With a hint they come after it, and still not together.
  up = true;
  await clock.advance(60_000);
  delays.clear();
  const error = new HawserError("starting", { code: "X", retryAfterMs: 5000 });
  for (const client of clients) client.drop(error);
  const hinted = delays.get(1) ?? [];
  expect(hinted).toHaveLength(CLIENTS);
  expect(Math.min(...hinted)).toBeGreaterThanOrEqual(5000);
  expect(Math.max(...hinted) - Math.min(...hinted)).toBeGreaterThanOrEqual(400);

  await Promise.all(clients.map((client) => client.close()));
  expect(clock.pending).toBe(0);
});
