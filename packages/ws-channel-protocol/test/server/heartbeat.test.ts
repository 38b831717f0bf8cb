import type { Socket } from "node:net";
import { ManualClock } from "@hawser/core/testing";
import { expect, test } from "vitest";
import { connect, RawClient } from "./support/raw-client.js";
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

test("a peer whose large message takes its time is alive, though its pong has to wait", async () => {
  const clock = new ManualClock();
  const { url, events } = await startServer({ clock, heartbeatMs: 1000 });
  const [slow, other] = [await connect(url, { autoPong: false }), await connect(url)];
  const { _socket: raw } = slow.socket as unknown as { _socket: Socket };
  const message = Buffer.from(
    JSON.stringify({ type: "chat.send", content: "x".repeat(5000), messageId: "m1" }),
  );
  // One text frame with a mask of zeros.
  const header = Buffer.from([0x81, 0xfe, message.length >> 8, message.length & 0xff, 0, 0, 0, 0]);
  const frame = Buffer.concat([header, message]);
  for (let at = 0; at < frame.length; at += 1000) {
    await new Promise((resolve) => raw.write(frame.subarray(at, at + 1000), resolve));
    await other.settle();
    await clock.advance(1000);
  }
  expect(await slow.end("m1")).toMatchObject({ done: true });
  expect(events.map(({ type }) => type)).not.toContain("dead-peer");
});

test("a peer that is not read from while auth is pending is not taken for dead", async () => {
  const clock = new ManualClock();
  let letIn = (): void => undefined;
  const pending = new Promise<{ userId: string }>((resolve) => {
    letIn = () => resolve({ userId: "ann" });
  });
  const { url, events } = await startServer({
    clock,
    heartbeatMs: 1000,
    rateLimit: false,
    auth: {
      timeout: 60_000,
      verify: ({ token }) => (token === "known" ? { userId: "bob" } : pending),
    },
  });
  const other = await connect(`${url}?token=known`);
  const client = new RawClient(`${url}?token=t`);
  await new Promise((resolve) => client.socket.once("open", resolve));
  // More than is held: the pongs wait behind it.
  const content = "x".repeat(50_000);
  for (let i = 0; i < 32; i++) client.send({ type: "chat.send", content, messageId: `m${i}` });
  for (let i = 0; i < 10; i++) {
    await other.settle();
    await clock.advance(1000);
  }
  letIn();
  expect(await client.end("m31")).toMatchObject({ done: true });
  expect(events.map(({ type }) => type)).not.toContain("dead-peer");
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
