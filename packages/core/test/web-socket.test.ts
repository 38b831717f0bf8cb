import { type Connection, ValidationError } from "@hawser/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket as PlatformWebSocket } from "ws";

// Node 20 has no WebSocket of its own; that of `ws` speaks the same interface.
import { openNodeSocket as noNodeSocket } from "../src/socket/no-node-socket.js";
import { openWebSocket } from "../src/socket/web-socket.js";
import { failure, makeClient } from "./support/client.js";
import { freePort, startServer } from "./support/server.js";

beforeEach(() => {
  vi.stubGlobal("WebSocket", PlatformWebSocket);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const viaPlatform = { openSocket: openWebSocket };

test("connects, talks in text and bytes, and closes", async () => {
  const server = await startServer();
  const client = makeClient(server.url, viaPlatform);
  await client.connection.connect();
  server.sockets[0]?.send(Buffer.from("bytes"));
  expect(await client.received(2)).toEqual(["hello", "bytes"]);
  expect(client.connection.bufferedAmount).toBe(0);
  const closed = new Promise((resolve) => server.sockets[0]?.once("close", resolve));
  await client.connection.close(1001, "x".repeat(200));
  expect(await closed).toBe(1000);
});

test("a refused port is retried, with the hint that browsers give no reason", async () => {
  const client = makeClient(`ws://127.0.0.1:${await freePort()}/`, viaPlatform);
  void client.connection.connect();
  const { error } = await client.until("waiting");
  expect(error).toMatchObject({
    code: "CONNECT_FAILED",
    hint: expect.stringContaining("origin") as string,
  });
});

test("a message over the bound closes with 1009", async () => {
  const server = await startServer();
  const client = makeClient(server.url, { ...viaPlatform, socket: { maxPayloadBytes: 10 } });
  await client.connection.connect();
  server.sockets[0]?.send("12345é78");
  expect((await client.received(2))[1]).toBe("12345é78");
  server.sockets[0]?.send("12345é7890");
  const { error } = await client.until("waiting");
  expect(error).toMatchObject({ closeCode: 1009 });
});

test("a silent platform is terminated at the deadline", async () => {
  const server = await startServer(() => undefined);
  const client = makeClient(server.url, viaPlatform);
  void client.connection.connect();
  await client.until("handshaking");
  await client.clock.advance(15_000);
  expect(await client.until("waiting")).toMatchObject({ error: { code: "HANDSHAKE_TIMEOUT" } });
});

test.each(["headers", "origin", "agent"])("%s are refused clearly", async (key) => {
  const client = makeClient("ws://h/", { ...viaPlatform, socket: { [key]: {} } });
  const error = await failure(client.connection.connect());
  expect(error).toBeInstanceOf(ValidationError);
  expect(error.message).toContain(key);
});

describe("constructors that throw", () => {
  const throwing = (name: string): void => {
    vi.stubGlobal("WebSocket", function construct() {
      throw Object.assign(new Error("The URL 'ws://h/?token=abc123' is bad"), { name });
    });
  };

  test("a SecurityError says what to use instead", async () => {
    throwing("SecurityError");
    const error = await failure(makeClient("ws://h/", viaPlatform).connection.connect());
    expect(error).toMatchObject({
      code: "INSECURE_URL",
      hint: expect.stringContaining("wss") as string,
    });
  });

  test("a SyntaxError is an invalid URL, without its secrets", async () => {
    throwing("SyntaxError");
    const error = await failure(
      makeClient("ws://h/?token=abc123", viaPlatform).connection.connect(),
    );
    expect(error.code).toBe("INVALID_URL");
    expect(error.message).not.toContain("abc123");
  });

  test("no WebSocket at all is said", async () => {
    vi.stubGlobal("WebSocket", undefined);
    const error = await failure(makeClient("ws://h/", viaPlatform).connection.connect());
    expect(error).toMatchObject({ path: "openSocket" });
  });
});

test("in Node the platform's WebSocket is not used: ws is, for its headers and reasons", async () => {
  vi.stubGlobal("WebSocket", () => expect.unreachable());
  const server = await startServer();
  const client = makeClient(server.url);
  await client.connection.connect();
});

test("elsewhere the platform's WebSocket is used, even where a process is there", async () => {
  vi.resetModules();
  vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
  const { Connection: Fresh } = (await import("@hawser/core")) as { Connection: typeof Connection };
  const server = await startServer();
  let used = 0;
  vi.stubGlobal(
    "WebSocket",
    class extends PlatformWebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols);
        used += 1;
      }
    },
  );
  const connection = new Fresh({
    url: server.url,
    handshake: async () => 1,
    onMessage: () => undefined,
  });
  await connection.connect();
  await connection.close();
  expect(used).toBe(1);
  expect(noNodeSocket).toBeUndefined();
});
