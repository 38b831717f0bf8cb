import {
  AuthError,
  ConnectionLostError,
  HawserError,
  ProtocolError,
  TimeoutError,
  ValidationError,
} from "@hawser/core";
import { Agent } from "node:http";
import { describe, expect, test } from "vitest";

import { failure, makeClient, statuses } from "./support/client.js";
import { freePort, startRefusing, startRelay, startServer, startTcp } from "./support/server.js";

describe("an upgrade answered with plain HTTP", () => {
  test.each([
    [401, AuthError, "AUTH_FAILED"],
    [403, AuthError, "AUTH_FAILED"],
    [404, ProtocolError, "UPGRADE_REFUSED"],
    [426, ProtocolError, "UPGRADE_REFUSED"],
    [301, ProtocolError, "UPGRADE_REFUSED"],
    [200, ProtocolError, "UPGRADE_REFUSED"],
  ])("HTTP %i is final", async (status, Class, code) => {
    const server = await startRefusing(status);
    const client = makeClient(server.url);
    const error = await failure(client.connection.connect());
    expect(error).toBeInstanceOf(Class);
    expect(error).toMatchObject({ code, retryable: false, hint: expect.any(String) as string });
    expect(error.message).toContain(String(status));
    expect(client.connection.state).toEqual({ status: "closed", error });
    expect([client.clock.pending, server.requests]).toEqual([0, 1]);
  });

  test.each([429, 500, 502, 503])("HTTP %i is retried", async (status) => {
    const server = await startRefusing(status);
    const client = makeClient(server.url);
    void client.connection.connect();
    const { error, attempt, delayMs } = await client.until("waiting");
    expect(error).toMatchObject({ name: "ConnectionLostError", code: "CONNECT_FAILED" });
    expect([attempt, delayMs]).toEqual([1, 250]);
    await client.retry();
    expect(await client.until("waiting")).toMatchObject({ attempt: 2, delayMs: 500 });
    expect(server.requests).toBe(2);
  });

  test("Retry-After is honoured, with jitter on top", async () => {
    const server = await startRefusing(429, { "Retry-After": "7" });
    const client = makeClient(server.url);
    void client.connection.connect();
    const { error, delayMs } = await client.until("waiting");
    expect(error.retryAfterMs).toBe(7000);
    expect(delayMs).toBe(7250);
  });
});

describe("no connection at all", () => {
  test("a refused port is retried and says what to check", async () => {
    const client = makeClient(`ws://127.0.0.1:${await freePort()}/`);
    void client.connection.connect();
    const { error } = await client.until("waiting");
    expect(error).toBeInstanceOf(ConnectionLostError);
    expect(error).toMatchObject({ code: "CONNECT_FAILED", retryable: true, maybeExecuted: false });
    expect(error.message).toContain("ECONNREFUSED");
    expect(error.hint).toContain("port");
  });

  test("a port refused on every address of a name is the same", async () => {
    const client = makeClient(`ws://localhost:${await freePort()}/`);
    void client.connection.connect();
    expect((await client.until("waiting")).error.message).toContain("ECONNREFUSED");
  });

  test.each(["ENOTFOUND", "EAI_AGAIN"])(
    "a name that does not resolve (%s) is retried",
    async (code) => {
      const agent = new Agent({
        lookup: (hostname, _options, done) => {
          const error = new Error(`getaddrinfo ${code} ${hostname}`);
          done(Object.assign(error, { code, hostname, syscall: "getaddrinfo" }), "", 4);
        },
      });
      const client = makeClient("ws://nowhere.invalid/", { socket: { agent } });
      void client.connection.connect();
      const { error } = await client.until("waiting");
      expect(error).toMatchObject({ code: "CONNECT_FAILED", retryable: true });
      expect(error.message).toContain("host name could not be resolved");
      expect(error.hint).toContain("host");
      expect(error.cause).toMatchObject({ code, hostname: "nowhere.invalid" });
    },
  );

  test("a server that speaks no HTTP is retried and says so", async () => {
    const port = await startTcp((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"));
    const client = makeClient(`ws://127.0.0.1:${port}/`);
    void client.connection.connect();
    const { error } = await client.until("waiting");
    expect(error.message).toContain("does not speak HTTP");
  });

  test("TLS against a plain port is retried and says so", async () => {
    const server = await startServer();
    const client = makeClient(server.url.replace("ws:", "wss:"));
    void client.connection.connect();
    const { error } = await client.until("waiting");
    expect(error.hint).toContain("wss://");
  });

  test("a broken WebSocket handshake is final", async () => {
    const port = await startTcp((socket) => {
      socket.once("data", () => {
        socket.write(
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n",
        );
      });
    });
    const client = makeClient(`ws://127.0.0.1:${port}/`);
    const error = await failure(client.connection.connect());
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error.code).toBe("UPGRADE_REFUSED");
  });

  test("a server that accepts TCP and says nothing hits the deadline", async () => {
    const port = await startTcp(() => undefined);
    const client = makeClient(`ws://127.0.0.1:${port}/`);
    void client.connection.connect();
    await client.clock.advance(9999);
    expect(client.connection.state.status).toBe("connecting");
    await client.clock.advance(1);
    const { error } = await client.until("waiting");
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ code: "CONNECT_TIMEOUT", timeoutMs: 10_000, retryable: true });
  });

  test("network errors are retried for ever", async () => {
    const client = makeClient(`ws://127.0.0.1:${await freePort()}/`);
    void client.connection.connect();
    for (let attempt = 1; attempt <= 12; attempt++) {
      expect((await client.until("waiting")).attempt).toBe(attempt);
      await client.retry();
    }
    expect((await client.until("waiting")).delayMs).toBe(15_000);
  });

  test("maxAttempts ends it, reconnect: false at the first failure", async () => {
    const url = `ws://127.0.0.1:${await freePort()}/`;
    const three = makeClient(url, { reconnect: { maxAttempts: 3 } });
    const failed = failure(three.connection.connect());
    await three.retry();
    await three.retry();
    expect((await failed).code).toBe("CONNECT_FAILED");
    const once = makeClient(url, { reconnect: false });
    expect((await failure(once.connection.connect())).code).toBe("CONNECT_FAILED");
    expect(statuses(once)).toEqual(["connecting", "closed"]);
  });
});

describe("bad URLs and options", () => {
  test.each(["ftp://h/", "nonsense", "", "ws://", "ws://h:99999/"])("%j is final", async (url) => {
    const client = makeClient(url);
    const error = await failure(client.connection.connect());
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ code: "INVALID_URL", path: "url" });
    expect(client.connection.state.status).toBe("closed");
  });

  test("http URLs and fragments are understood", async () => {
    const server = await startServer();
    const client = makeClient(`${server.url.replace("ws:", "http:")}x#token=1`);
    await client.connection.connect();
    expect(server.requests[0]?.url).toBe("/x");
  });

  test("a header that HTTP does not allow is final and not quoted", async () => {
    const client = makeClient("ws://127.0.0.1:1/", { socket: { headers: { a: "x\r\nsecret" } } });
    const error = await failure(client.connection.connect());
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.message).not.toContain("secret");
  });

  test("headers, origin and subprotocols reach the server", async () => {
    const server = await startServer();
    const client = makeClient(server.url, {
      socket: {
        headers: { "x-a": "1" },
        origin: "https://page.example",
        protocols: ["one", "two"],
      },
    });
    await client.connection.connect();
    expect(server.requests[0]?.headers).toMatchObject({
      "x-a": "1",
      origin: "https://page.example",
      "sec-websocket-protocol": "one,two",
    });
    expect(server.requests[0]?.headers["sec-websocket-extensions"]).toBeUndefined();
  });
});

describe("providers", () => {
  test("are asked at each attempt", async () => {
    const server = await startServer((socket) => socket.terminate());
    const asked: number[] = [];
    const client = makeClient(async ({ attempt }) => {
      asked.push(attempt);
      return server.url;
    });
    void client.connection.connect();
    await client.retry();
    await client.retry();
    await client.until("waiting");
    expect(asked).toEqual([0, 1, 2]);
  });

  test.each(["url", "socket"] as const)("a %s provider that throws is retried", async (name) => {
    const server = await startServer();
    let calls = 0;
    const flaky = <T>(value: T) => {
      return () => {
        calls += 1;
        if (calls === 1) throw new Error("no network for ws://h/?token=s3cr3t");
        return value;
      };
    };
    const client =
      name === "url"
        ? makeClient(flaky(server.url))
        : makeClient(server.url, { socket: flaky({}) });
    const ready = client.connection.connect();
    const { error } = await client.until("waiting");
    expect(error).toMatchObject({ code: "PROVIDER_FAILED", retryable: true });
    expect(`${error.message}${String(error.cause)}`).not.toContain("s3cr3t");
    await client.retry();
    await ready;
  });

  test("a final HawserError from a provider is final", async () => {
    const mine = new AuthError("no credentials");
    const client = makeClient(() => Promise.reject(mine));
    await expect(client.connection.connect()).rejects.toBe(mine);
  });

  test("one that hangs hits the deadline and its signal says so", async () => {
    const signals: AbortSignal[] = [];
    const client = makeClient(({ signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    void client.connection.connect();
    await client.clock.advance(10_000);
    const { error } = await client.until("waiting");
    expect(error.code).toBe("CONNECT_TIMEOUT");
    expect(signals[0]?.reason).toBe(error);
  });

  test("one that answers after the deadline opens nothing", async () => {
    const server = await startServer();
    const answers: ((url: string) => void)[] = [];
    const client = makeClient(() => new Promise((resolve) => answers.push(resolve)));
    void client.connection.connect();
    await client.clock.advance(10_000);
    answers[0]?.(server.url);
    await client.retry();
    expect(server.sockets).toHaveLength(0);
    answers[1]?.(server.url);
    await client.until("ready");
    expect(server.sockets).toHaveLength(1);
  });
});

describe("handshakes", () => {
  test("one that is never answered hits the deadline", async () => {
    const server = await startServer(() => undefined);
    const client = makeClient(server.url);
    void client.connection.connect();
    await client.until("handshaking");
    await client.clock.advance(15_000);
    const { error } = await client.until("waiting");
    expect(error).toMatchObject({ code: "HANDSHAKE_TIMEOUT", timeoutMs: 15_000, retryable: true });
    expect(client.lost).toEqual([error]);
  });

  test("a server that accepts and closes at once is backed off from", async () => {
    const server = await startServer((socket) => socket.close(1013, "busy"));
    const client = makeClient(server.url);
    void client.connection.connect();
    const delays: number[] = [];
    for (let i = 0; i < 5; i++) {
      const { delayMs, error } = await client.until("waiting");
      delays.push(delayMs);
      expect(error).toMatchObject({ closeCode: 1013, closeReason: "busy", phase: "handshaking" });
      await client.retry();
    }
    expect(delays).toEqual([250, 500, 1000, 2000, 4000]);
  });

  test("a final rejection ends it, in the handshake's own words", async () => {
    const server = await startServer();
    const mine = new AuthError("wrong token");
    const client = makeClient(server.url, { handshake: () => Promise.reject(mine) });
    await expect(client.connection.connect()).rejects.toBe(mine);
    expect(client.connection.state).toEqual({ status: "closed", error: mine });
    expect(client.lost).toEqual([mine]);
  });

  test("a retryable rejection is retried, not before the server's hint", async () => {
    const server = await startServer();
    const starting = new HawserError("starting", { code: "X", retryable: true, retryAfterMs: 900 });
    let calls = 0;
    const client = makeClient(server.url, {
      handshake: () => (++calls === 1 ? Promise.reject(starting) : Promise.resolve("ok")),
    });
    const ready = client.connection.connect();
    expect(await client.until("waiting")).toMatchObject({ delayMs: 1150, error: starting });
    await client.clock.advance(1149);
    expect(client.connection.state.status).toBe("waiting");
    await client.clock.advance(1);
    expect(await ready).toBe("ok");
  });

  test.each([
    ["rejects", () => Promise.reject(new TypeError("bug"))],
    [
      "throws",
      () => {
        throw new TypeError("bug");
      },
    ],
  ])("one that %s with anything else is a final ProtocolError", async (_how, handshake) => {
    const server = await startServer();
    const client = makeClient(server.url, { handshake });
    const error = await failure(client.connection.connect());
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error.cause).toMatchObject({ name: "TypeError", message: "bug" });
  });

  test("a refusal that comes together with the close counts, not the close", async () => {
    const server = await startServer((socket) => {
      socket.send("refused");
      socket.close(1008, "policy");
    });
    const mine = new AuthError("refused");
    let refuse = (_: Error): void => undefined;
    const client = makeClient(server.url, {
      async handshake() {
        const answer = new Promise<string>((_, reject) => (refuse = reject));
        // A few microtasks deep, as real handshakes are.
        const once = await answer.then((text) => text);
        return once;
      },
      onMessage: () => {
        refuse(mine);
      },
    });
    await expect(client.connection.connect()).rejects.toBe(mine);
  });

  test("a message that comes with the upgrade's answer finds the handshake listening", async () => {
    const server = await startServer((socket) => socket.send("challenge"));
    const order: string[] = [];
    const client = makeClient(server.url, {
      handshake: () => {
        order.push("handshake");
        return new Promise(() => undefined);
      },
      onMessage: () => {
        order.push("message");
        void client.connection.close();
      },
    });
    void client.connection.connect();
    await client.until("closed");
    expect(order).toEqual(["handshake", "message"]);
  });
});

describe("a link that dies", () => {
  test("half-open: silence beyond the limit drops it, and the next one works", async () => {
    const server = await startServer();
    const relay = await startRelay(server.port);
    let url = relay.url;
    const client = makeClient(() => url, { idleLimitMs: () => 30_000 });
    await client.connection.connect();
    relay.stall();
    await client.clock.advance(29_999);
    expect(client.connection.state.status).toBe("ready");
    await client.clock.advance(1);
    const { error } = await client.until("waiting");
    expect(error).toMatchObject({ code: "LINK_SILENT", maybeExecuted: true, phase: "ready" });
    url = server.url;
    await client.retry();
    await client.until("ready");
  });

  test("any message, and touch(), puts the watchdog off", async () => {
    const server = await startServer();
    const client = makeClient(server.url, { idleLimitMs: () => 30_000 });
    await client.connection.connect();
    await client.clock.advance(29_000);
    server.sockets[0]?.send("tick");
    await client.received(2);
    await client.clock.advance(29_000);
    client.connection.touch();
    await client.clock.advance(29_999);
    expect(client.connection.state.status).toBe("ready");
    await client.clock.advance(1);
    expect(client.connection.state.status).toBe("waiting");
  });

  test("a message over the bound closes with 1009", async () => {
    const server = await startServer();
    const client = makeClient(server.url, { socket: { maxPayloadBytes: 1000 } });
    await client.connection.connect();
    const closed = new Promise((resolve) => server.sockets[0]?.once("close", resolve));
    server.sockets[0]?.send("x".repeat(1001));
    const { error } = await client.until("waiting");
    expect(error).toMatchObject({
      closeCode: 1009,
      hint: expect.stringContaining("max") as string,
    });
    expect(await closed).toBe(1009);
  });

  test("a broken frame ends the socket", async () => {
    const server = await startServer();
    const client = makeClient(server.url);
    await client.connection.connect();
    // Reserved opcode 3.
    (server.sockets[0] as unknown as { _socket: { write(b: Buffer): void } })._socket.write(
      Buffer.from([0x83, 0x00]),
    );
    const { error } = await client.until("waiting");
    expect(error).toMatchObject({ name: "ConnectionLostError", retryable: true });
    expect(error.cause).toMatchObject({ code: "WS_ERR_INVALID_OPCODE" });
  });

  test("a session of at least healthyMs starts the count anew, a shorter one does not", async () => {
    const server = await startServer();
    const client = makeClient(server.url);
    await client.connection.connect();
    const lose = async (afterMs: number): Promise<number> => {
      await client.until("ready");
      await client.clock.advance(afterMs);
      server.sockets.at(-1)?.terminate();
      const { delayMs } = await client.until("waiting");
      await client.retry();
      return delayMs;
    };
    expect(await lose(9999)).toBe(250);
    expect(await lose(0)).toBe(500);
    expect(await lose(9999)).toBe(1000);
    expect(await lose(10_000)).toBe(250);
    expect(await lose(10_000)).toBe(250);
  });
});
