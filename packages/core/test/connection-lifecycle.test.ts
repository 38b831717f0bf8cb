import {
  ConnectionLostError,
  HawserError,
  type OpenSocket,
  type SocketHandlers,
} from "@hawser/core";
import { once } from "node:events";
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";

import { failure, makeClient, statuses, type TestClient } from "./support/client.js";
import { freePort, startServer, startTcp, type TestServer } from "./support/server.js";

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

/** RFC 6455, 4.2.2. */
const accept = (key: string): string =>
  createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");

type Reached = { client: TestClient; server?: TestServer };

const roads: Record<string, () => Promise<Reached>> = {
  idle: async () => ({ client: makeClient("ws://127.0.0.1:1/") }),
  "connecting, the url provider hangs": async () => {
    const client = makeClient(() => new Promise(() => undefined));
    void client.connection.connect();
    return { client };
  },
  "connecting, the socket is being opened": async () => {
    const asked = deferred();
    const client = makeClient("ws://127.0.0.1:1/", {
      openSocket: () => {
        asked.resolve();
        return new Promise(() => undefined);
      },
    });
    void client.connection.connect();
    await asked.promise;
    return { client };
  },
  "connecting, the server is silent": async () => {
    const accepted = deferred();
    const port = await startTcp(() => {
      accepted.resolve();
    });
    const client = makeClient(`ws://127.0.0.1:${port}/`);
    void client.connection.connect();
    await accepted.promise;
    return { client };
  },
  handshaking: async () => {
    const server = await startServer(() => undefined);
    const client = makeClient(server.url);
    void client.connection.connect();
    await client.until("handshaking");
    return { client, server };
  },
  ready: async () => {
    const server = await startServer();
    const client = makeClient(server.url);
    await client.connection.connect();
    return { client, server };
  },
  waiting: async () => {
    const client = makeClient(`ws://127.0.0.1:${await freePort()}/`);
    void client.connection.connect();
    await client.until("waiting");
    return { client };
  },
  "closed for good": async () => {
    const client = makeClient("nonsense");
    await failure(client.connection.connect());
    return { client };
  },
};

describe.each(Object.entries(roads))("close() while %s", (_name, reach) => {
  test("ends everything, twice is once", async () => {
    const { client, server } = await reach();
    const waiting = /ready|closed/.test(client.connection.state.status)
      ? undefined
      : client.connection.connect();
    const gone = server?.sockets[0] === undefined ? undefined : once(server.sockets[0], "close");
    const first = client.connection.close(1000, "bye");
    expect(client.connection.state.status).toBe("closed");
    expect(client.connection.close()).toBe(first);
    // A socket that never came cannot say that it is gone: its grace is a matter of the clock.
    await client.clock.advance(1000);
    await first;
    expect(client.clock.pending).toBe(0);
    if (waiting !== undefined) {
      const error = await failure(waiting);
      expect(error).toBeInstanceOf(ConnectionLostError);
      expect(error).toMatchObject({ code: "CLOSED", retryable: false });
    }
    const [code, reason] = ((await gone) ?? [1000, "bye"]) as [number, unknown];
    expect([code, String(reason)]).toEqual([1000, "bye"]);
    expect((await failure(client.connection.connect())).code).toBe("CLOSED");
    expect(statuses(client).filter((status) => status === "closed")).toHaveLength(1);
  });
});

const abortable = Object.entries(roads).filter(([name]) =>
  /connecting|handshaking|waiting/.test(name),
);

describe.each(abortable)("aborting connect() while %s", (name, reach) => {
  test("rejects only that wait when somebody else waits", async () => {
    const { client } = await reach();
    const { status } = client.connection.state;
    const controller = new AbortController();
    const reason = new Error("enough");
    const waiting = client.connection.connect({ signal: controller.signal });
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(client.connection.state.status).toBe(status);
    expect(name).toContain(status);
  });
});

describe("aborting the only connect()", () => {
  test.each(["connecting", "handshaking", "waiting"] as const)(
    "while %s goes back to idle",
    async (status) => {
      const server = await startServer(() => undefined);
      const client = makeClient(
        status === "waiting" ? `ws://127.0.0.1:${await freePort()}/` : server.url,
      );
      const controller = new AbortController();
      const waiting = client.connection.connect({ signal: controller.signal });
      await client.until(status);
      controller.abort(new Error("enough"));
      await expect(waiting).rejects.toThrow("enough");
      expect(client.connection.state).toEqual({ status: "idle" });
      await client.clock.advance(1000);
      expect(client.clock.pending).toBe(0);
    },
  );

  test("and a new connect() starts again", async () => {
    const server = await startServer();
    const client = makeClient(server.url);
    const controller = new AbortController();
    const waiting = client.connection.connect({ signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await expect(client.connection.connect()).resolves.toBe("hello");
  });

  test("does not stop a connection that has been ready before", async () => {
    const server = await startServer();
    const client = makeClient(server.url);
    await client.connection.connect();
    server.sockets[0]?.terminate();
    await client.until("waiting");
    const controller = new AbortController();
    const waiting = client.connection.connect({ signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await client.retry();
    await client.until("ready");
  });

  test("before it starts, nothing starts", async () => {
    const client = makeClient("ws://127.0.0.1:1/");
    const signal = AbortSignal.abort(new Error("before"));
    await expect(client.connection.connect({ signal })).rejects.toThrow("before");
    expect(client.states).toEqual([]);
  });
});

test("a server that ignores the closing handshake is cut off after the grace", async () => {
  const port = await startTcp((socket) => {
    socket.once("data", (request) => {
      const key = /Sec-WebSocket-Key: (.*)\r/i.exec(request.toString())?.[1] ?? "";
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept(key)}\r\n\r\n`,
      );
    });
  });
  const client = makeClient(`ws://127.0.0.1:${port}/`, { handshake: async () => "at once" });
  await client.connection.connect();
  const closed = client.connection.close();
  await client.clock.advance(499);
  expect(client.clock.pending).toBe(1);
  await client.clock.advance(1);
  await closed;
  expect(client.clock.pending).toBe(0);
});

test("several connect() calls share one connection", async () => {
  const server = await startServer();
  const client = makeClient(server.url);
  const sessions = await Promise.all([1, 2, 3].map(() => client.connection.connect()));
  expect(sessions).toEqual(["hello", "hello", "hello"]);
  expect(await client.connection.connect()).toBe("hello");
  expect(server.sockets).toHaveLength(1);
});

test("connect() starts anew after a final error", async () => {
  const server = await startServer();
  let url = "nonsense";
  const client = makeClient(() => url);
  await failure(client.connection.connect());
  url = server.url;
  expect(await client.connection.connect()).toBe("hello");
});

test("drop() gives the socket up and reconnects, whatever the error says", async () => {
  const server = await startServer();
  const client = makeClient(server.url);
  await client.connection.connect();
  const error = new HawserError("lost count", { code: "GAP" });
  client.connection.drop(error);
  expect(client.lost).toEqual([error]);
  expect(client.connection.state).toMatchObject({ status: "waiting", error });
  client.connection.drop(error);
  await client.retry();
  await client.until("ready");
  expect(client.lost).toEqual([error]);
});

test("kick() tries at once while waiting", async () => {
  const server = await startServer();
  const client = makeClient(server.url);
  await client.connection.connect();
  server.sockets[0]?.terminate();
  await client.until("waiting");
  client.connection.kick("because");
  expect(client.connection.state).toMatchObject({ status: "connecting", attempt: 1 });
  await client.until("ready");
});

describe("late events of an old socket", () => {
  test("reach nobody", async () => {
    const old: SocketHandlers[] = [];
    const openSocket: OpenSocket = (_url, _options, handlers) => {
      old.push(handlers);
      queueMicrotask(() => {
        handlers.onOpen();
      });
      return {
        send: () => undefined,
        close: () => undefined,
        terminate: () => undefined,
        bufferedAmount: 0,
      };
    };
    const client = makeClient("ws://h/", { openSocket, handshake: async () => "s" });
    await client.connection.connect();
    client.connection.drop(new HawserError("x", { code: "X" }));
    await client.retry();
    await client.until("ready");
    const before = client.states.length;
    for (let i = 0; i < 2; i++) {
      old[0]?.onMessage("late");
      old[0]?.onOpen();
      old[0]?.onClose({ code: 1006, reason: "" });
    }
    expect([client.messages, client.states.length, client.lost.length]).toEqual([[], before, 1]);
    old[1]?.onMessage("current");
    expect(client.messages).toEqual(["current"]);
    const closed = client.connection.close();
    await client.clock.advance(750);
    await closed;
  });

  test("a link of an old socket cannot send, and its signal has aborted", async () => {
    const server = await startServer();
    const links: { send(text: string): void; signal: AbortSignal; generation: number }[] = [];
    const client = makeClient(server.url, {
      handshake: async (link) => {
        links.push(link);
        return "s";
      },
    });
    await client.connection.connect();
    const error = new HawserError("x", { code: "X" });
    client.connection.drop(error);
    await client.retry();
    await client.until("ready");
    expect(links.map(({ generation }) => generation)).toEqual([1, 2]);
    expect(() => links[0]?.send("x")).toThrow(ConnectionLostError);
    expect(links.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    expect(links[0]?.signal.reason).toBe(error);
  });
});

describe("sockets that misbehave", () => {
  test("one that opens and talks before openSocket has returned loses nothing", async () => {
    const client = makeClient("ws://h/", {
      openSocket: async (_url, _options, handlers) => {
        handlers.onOpen();
        handlers.onMessage("early");
        await Promise.resolve();
        return {
          send: () => undefined,
          close: () => undefined,
          terminate: () => undefined,
          bufferedAmount: 0,
        };
      },
    });
    expect(await client.connection.connect()).toBe("early");
    const closed = client.connection.close();
    await client.clock.advance(750);
    await closed;
  });

  test("one that comes after the deadline is terminated", async () => {
    let terminated = 0;
    const { promise: late, resolve: arrive } = deferred();
    const client = makeClient("ws://h/", {
      openSocket: async () => {
        await late;
        return {
          send: () => undefined,
          close: () => undefined,
          terminate: () => void (terminated += 1),
          bufferedAmount: 0,
        };
      },
    });
    void client.connection.connect();
    await client.clock.advance(10_000);
    await client.until("waiting");
    arrive();
    await client.clock.advance(0);
    expect(terminated).toBe(1);
  });

  test("one whose every method throws can still be closed", async () => {
    const boom = (): never => {
      throw new Error("boom");
    };
    const client = makeClient("ws://h/", {
      openSocket: (_url, _options, handlers) => {
        queueMicrotask(() => {
          handlers.onOpen();
        });
        return { send: boom, close: boom, terminate: boom, bufferedAmount: 0 };
      },
      handshake: async () => "s",
    });
    await client.connection.connect();
    expect(() => client.connection.send("x")).toThrow(ConnectionLostError);
    const closed = client.connection.close();
    await client.clock.advance(750);
    await closed;
    expect(client.clock.pending).toBe(0);
  });
});

describe("callbacks that throw", () => {
  const boom = (): never => {
    throw new Error("boom");
  };

  test("none of them hurts the connection, each is logged", async () => {
    const server = await startServer();
    const client = makeClient(server.url, {
      handshake: async () => "s",
      onMessage: boom,
      onReady: boom,
      onLost: boom,
      classifyClose: boom,
      idleLimitMs: boom,
      wake: boom,
    });
    const seen: string[] = [];
    client.connection.onState(boom);
    client.connection.onState(({ status }) => seen.push(status));
    await client.connection.connect();
    const answered = client.until("waiting");
    server.sockets[0]?.send("x");
    server.sockets[0]?.close(1012);
    expect((await answered).error).toMatchObject({ closeCode: 1012 });
    await client.retry();
    await client.until("ready");
    expect(seen).toEqual([
      "connecting",
      "handshaking",
      "ready",
      "waiting",
      "connecting",
      "handshaking",
      "ready",
    ]);
    const logged = client.log.filter(({ level }) => level === "error").map(({ msg }) => msg);
    for (const name of [
      "onReady",
      "onLost",
      "classifyClose",
      "idleLimitMs",
      "wake",
      "A message handler",
      "A state listener",
    ]) {
      expect(logged).toContain(`${name} threw`);
    }
  });

  test("a handshake cut off by close() does not come back", async () => {
    const server = await startServer(() => undefined);
    let fail = (_: Error): void => undefined;
    const client = makeClient(server.url, {
      handshake: () => new Promise((_, reject) => (fail = reject)),
    });
    void client.connection.connect();
    await client.until("handshaking");
    await client.connection.close();
    fail(new Error("late"));
    await client.clock.advance(0);
    expect(statuses(client).at(-1)).toBe("closed");
  });
});

describe("callbacks that change course", () => {
  test.each(["connecting", "handshaking", "ready", "waiting"])(
    "close() when told of %s",
    async (status) => {
      const server = await startServer();
      const client = makeClient(server.url);
      client.connection.onState((state) => {
        if (state.status === "ready") server.sockets[0]?.terminate();
        if (state.status === status) void client.connection.close();
      });
      const waiting = client.connection.connect();
      await client.until("closed");
      await client.connection.close();
      // Whoever waited for ready may have got it, when ready was reached before.
      await Promise.allSettled([waiting]);
      expect(client.clock.pending).toBe(0);
      expect(statuses(client).at(-1)).toBe("closed");
    },
  );

  test("close() in onLost, in onReady, in onMessage", async () => {
    for (const where of ["onLost", "onReady", "onMessage"]) {
      const server = await startServer();
      const close = (): void => void client.connection.close();
      const client: TestClient = makeClient(server.url, {
        handshake: async () => "s",
        [where]: close,
      });
      void client.connection.connect();
      const socket = await server.next();
      socket.send("x");
      if (where === "onLost") socket.once("message", () => undefined).close(1012);
      await client.until("closed");
      await client.connection.close();
      expect(client.clock.pending).toBe(0);
    }
  });

  test("every listener sees every change in order, even when one of them changes the state", async () => {
    const server = await startServer();
    const client = makeClient(server.url);
    client.connection.onState((state) => {
      if (state.status === "ready") void client.connection.close();
    });
    const pairs: string[] = [];
    client.connection.onState((state, prev) => pairs.push(`${prev.status}>${state.status}`));
    void client.connection.connect();
    await client.until("closed");
    expect(pairs).toEqual([
      "idle>connecting",
      "connecting>handshaking",
      "handshaking>ready",
      "ready>closed",
    ]);
  });
});
