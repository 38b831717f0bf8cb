import { ManualClock } from "@hawser/core/testing";
import { expect, test } from "vitest";
import { connect } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

test("a peer that answers no ping is cut at the next one", async () => {
  const clock = new ManualClock();
  const { url, server, events } = await startServer({ clock, heartbeatMs: 1000 });
  const [alive, dead] = [await connect(url), await connect(url, { autoPong: false })];
  const pinged = Promise.all([
    new Promise((resolve) => alive.socket.once("ping", resolve)),
    new Promise((resolve) => dead.socket.once("ping", resolve)),
  ]);
  await clock.advance(1000);
  await pinged;
  // The pong was on its way before this message, so it has been seen when the reply is here.
  await alive.ask("hi");
  expect(server.connections).toBe(2);
  await clock.advance(1000);
  expect(await dead.closed).toMatchObject({ code: 1006 });
  await until(() => server.connections === 1);
  expect(events.filter(({ type }) => type === "dead-peer")).toHaveLength(1);
  expect(await alive.ask("still here")).toMatchObject({ done: true });
});

test("one timer serves all connections", async () => {
  const clock = new ManualClock();
  const { url } = await startServer({ clock });
  const before = clock.pending;
  await Promise.all(Array.from({ length: 20 }, () => connect(url)));
  expect(before).toBe(1);
  expect(clock.pending).toBe(1);
});

test("0 switches it off", async () => {
  const clock = new ManualClock();
  await startServer({ clock, heartbeatMs: 0 });
  expect(clock.pending).toBe(0);
});
