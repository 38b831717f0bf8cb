import { ConnectionLostError } from "@hawser/core";
import { expect, test } from "vitest";

import { failure, makeClient, statuses } from "./support/client.js";
import { startServer } from "./support/server.js";

test("connects, shakes hands, talks and closes", async () => {
  const server = await startServer();
  const client = makeClient(server.url);
  expect(client.connection.state).toEqual({ status: "idle" });
  await expect(client.connection.connect()).resolves.toBe("hello");
  expect(client.connection.state).toMatchObject({ status: "ready", session: "hello" });
  client.connection.send("ping");
  expect(await client.received(2)).toEqual(["hello", "ping"]);
  await client.connection.close();
  expect(statuses(client)).toEqual(["connecting", "handshaking", "ready", "closed"]);
  expect(client.clock.pending).toBe(0);
  expect(client.lost.map(({ code }) => code)).toEqual(["CLOSED"]);
});

test("comes back after the server cut the line, with the first retry quickly", async () => {
  const server = await startServer();
  const client = makeClient(server.url);
  await client.connection.connect();
  await client.clock.advance(10_000);
  server.sockets[0]?.terminate();
  const waiting = await client.until("waiting");
  expect(waiting).toMatchObject({ attempt: 1, delayMs: 250 });
  expect(waiting.error).toBeInstanceOf(ConnectionLostError);
  expect(waiting.error).toMatchObject({ closeCode: 1006, phase: "ready", maybeExecuted: true });
  await client.retry();
  await client.until("ready");
  expect(server.sockets).toHaveLength(2);
});

test("sending without a ready link fails at once and says that nothing was executed", async () => {
  const server = await startServer();
  const client = makeClient(server.url);
  const error = await failure(Promise.resolve().then(() => client.connection.send("x")));
  expect(error).toBeInstanceOf(ConnectionLostError);
  expect(error).toMatchObject({ maybeExecuted: false, code: "CONNECTION_LOST" });
});
