import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, request as httpRequest, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect as dial, type AddressInfo } from "node:net";
import { ManualClock } from "@hawser/core/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { recordingLogger } from "../support/recording-logger.js";
import { connect, RawClient, refusedUpgrade } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

/** A user's server with a page of its own, ended with the test. */
async function usersServer(): Promise<{ http: Server; base: string }> {
  const http = createServer((request, response) => response.end(`page ${request.url}`));
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(async () => {
    const closed = new Promise((resolve) => http.close(resolve));
    http.closeAllConnections();
    await closed;
  });
  return { http, base: `127.0.0.1:${(http.address() as AddressInfo).port}` };
}

/** A user's own WebSocket endpoint beside ours. */
function usersSockets(http: Server, path: string): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true });
  http.on("upgrade", (request, socket, head) => {
    if (request.url !== path) return;
    sockets.handleUpgrade(request, socket, head, (accepted) => accepted.send('{"type":"users"}'));
  });
  return sockets;
}

/** How many listen for each event. */
function listeners(http: Server): Record<string, number> {
  const counts = http.eventNames().map((name) => [String(name), http.listenerCount(name)]);
  return Object.fromEntries(counts) as Record<string, number>;
}

test("serves on the user's server, and takes its port and address", async () => {
  const { http, base } = await usersServer();
  const { server, url, events } = await startServer({ server: http, host: "0.0.0.0", port: 1 });
  expect(url).toBe(`ws://${base}/ws`);
  expect(server.port).toBe((http.address() as AddressInfo).port);
  expect(events[0]).toEqual({ type: "listening", url });
  expect(await (await connect(url)).ask("hi")).toMatchObject({ content: "echo: hi" });
});

test("leaves the user's pages alone", async () => {
  const { http, base } = await usersServer();
  await startServer({ server: http });
  for (const path of ["/", "/ws", "/other"]) {
    expect(await (await fetch(`http://${base}${path}`)).text()).toBe(`page ${path}`);
  }
});

describe("an upgrade to another path", () => {
  test("is left to the user's own listener, whoever came first", async () => {
    const { http, base } = await usersServer();
    usersSockets(http, "/early");
    const { url } = await startServer({ server: http });
    usersSockets(http, "/late");
    for (const path of ["/early", "/late"]) {
      const client = new RawClient(`ws://${base}${path}`);
      expect(await client.next()).toEqual({ type: "users" });
      await client.close();
    }
    expect(await (await connect(url)).ask("hi")).toMatchObject({ content: "echo: hi" });
  });

  test("that the user's listener still thinks about is not answered by ours", async () => {
    const { http, base } = await usersServer();
    let decide = (): void => undefined;
    const sockets = new WebSocketServer({ noServer: true });
    http.on("upgrade", (request, socket, head) => {
      if (request.url !== "/slow") return;
      decide = () => sockets.handleUpgrade(request, socket, head, (accepted) => accepted.close());
    });
    const { url } = await startServer({ server: http });
    const [client, other] = [new RawClient(`ws://${base}/slow`), await connect(url)];
    const opened = once(client.socket, "open");
    await other.ask("hi");
    decide();
    await opened;
    await client.closed;
  });

  test("gets 404 where nobody else takes upgrades", async () => {
    const { http, base } = await usersServer();
    const { events } = await startServer({ server: http });
    expect(await refusedUpgrade(`ws://${base}/other`)).toMatchObject({ status: 404 });
    expect(events.at(-1)).toMatchObject({ type: "upgrade-refused", status: 404 });
  });

  test("may be that of another channel on the same server", async () => {
    const { http } = await usersServer();
    const one = await startServer({ server: http, path: "/one", onMessage: () => "one" });
    const two = await startServer({ server: http, path: "/two", onMessage: () => "two" });
    const clients = [await connect(one.url), await connect(two.url)];
    expect(await clients[0]?.ask("?")).toMatchObject({ content: "one" });
    expect(await clients[1]?.ask("?")).toMatchObject({ content: "two" });
    await one.server.close();
    expect(await clients[1]?.ask("?")).toMatchObject({ content: "two" });
    await connect(two.url);
  });
});

describe("close()", () => {
  test("ends our connections, and leaves the user's server, pages and sockets alone", async () => {
    const { http, base } = await usersServer();
    usersSockets(http, "/mine");
    const theirs = new RawClient(`ws://${base}/mine`);
    await theirs.next();
    const before = listeners(http);
    const { server, url } = await startServer({ server: http });
    const ours = await connect(url);
    await server.close();
    expect(await ours.closed).toMatchObject({ code: 1012 });
    expect(http.listening).toBe(true);
    expect(listeners(http)).toEqual(before);
    expect(await (await fetch(`http://${base}/`)).text()).toBe("page /");
    await theirs.settle();
    await theirs.close();
  });

  test("while it waits answers new connections with 503", async () => {
    const { http } = await usersServer();
    let finish = (): void => undefined;
    const { server, url } = await startServer({
      server: http,
      onMessage: () => new Promise((resolve) => (finish = () => resolve("done"))),
    });
    const client = await connect(url);
    const end = client.ask("hi");
    await until(() => server.stats.openReplies === 1);
    const closing = server.close();
    expect(await refusedUpgrade(url)).toMatchObject({ status: 503, retryAfter: "1" });
    finish();
    expect(await end).toMatchObject({ content: "done" });
    await closing;
  });

  test("makes room for another on the same server", async () => {
    const { http } = await usersServer();
    const first = await startServer({ server: http });
    await first.server.close();
    const second = await startServer({ server: http });
    expect(await (await connect(second.url)).ask("hi")).toMatchObject({ done: true });
  });

  test("before the user's server listens takes back what it asked for", async () => {
    const http = createServer();
    const before = listeners(http);
    const { server, events } = await startServer({ server: http });
    expect(listeners(http)).not.toEqual(before);
    await server.close();
    expect(listeners(http)).toEqual(before);
    expect(events).toEqual([{ type: "closed" }]);
  });
});

test("a server that listens later is announced when it does", async () => {
  const http = createServer();
  const { logger, lines } = recordingLogger();
  const { server, events } = await startServer({ server: http, logger });
  expect(server.port).toBe(0);
  expect(events).toEqual([]);
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  expect(events).toEqual([{ type: "listening", url: server.url }]);
  // On a loopback address nobody needs to be warned, whatever `host` says.
  expect(lines.map(({ level }) => level)).toEqual(["info"]);
  await connect(server.url);
  await server.close();
  http.close();
});

test("an HTTPS server serves wss, and the heartbeat hears over it", async () => {
  const read = (file: string): Buffer =>
    readFileSync(new URL(`../fixtures/tls/localhost-${file}.pem`, import.meta.url));
  const https = createHttpsServer({ key: read("key"), cert: read("cert") });
  https.listen(0, "127.0.0.1");
  await once(https, "listening");
  const { port } = https.address() as AddressInfo;
  const clock = new ManualClock();
  const { server, url } = await startServer({ server: https, clock, heartbeatMs: 1000 });
  expect(url).toBe(`wss://127.0.0.1:${port}/ws`);
  const options = { ca: read("cert"), servername: "localhost" };
  const alive = await connect(url, options);
  const dead = await connect(url, { ...options, autoPong: false });
  for (let beat = 0; beat < 3; beat++) {
    await clock.advance(1000);
    await alive.settle();
  }
  expect(await dead.closed).toMatchObject({ code: 1006 });
  expect(await alive.ask("hi")).toMatchObject({ content: "echo: hi" });
  await server.close();
  await new Promise((resolve) => https.close(resolve));
});

test("listen() twice attaches once", async () => {
  const { http } = await usersServer();
  const { server, url, events } = await startServer({ server: http });
  await server.listen();
  expect(http.listenerCount("upgrade")).toBe(1);
  await (await connect(url)).close();
  expect(events.filter(({ type }) => type === "listening")).toHaveLength(1);
});

describe("a request that goes wrong", () => {
  test("because the client is gone before it is refused harms nothing", async () => {
    const { http, base } = await usersServer();
    const [host, port] = base.split(":");
    let breakOff: (() => void) | undefined;
    // Before ours, so that ours answers to a connection that is gone.
    http.on("upgrade", () => breakOff?.());
    const { url, events } = await startServer({ server: http, allowedOrigins: [] });
    for (let i = 0; i < 5; i++) {
      const socket = dial(Number(port), host);
      await once(socket, "connect");
      breakOff = () => socket.resetAndDestroy();
      const headers = "connection: upgrade\r\nupgrade: websocket\r\norigin: http://x\r\n";
      socket.write(`GET /ws HTTP/1.1\r\nhost: x\r\n${headers}\r\n`);
      await until(() => events.length === i + 2);
    }
    breakOff = undefined;
    expect(events.slice(1)).toMatchObject([1, 2, 3, 4, 5].map(() => ({ status: 403 })));
    expect(await (await connect(url)).ask("hi")).toMatchObject({ done: true });
  });

  test.each([
    ["of another protocol", { upgrade: "h2c" }, 400],
    ["without a key", { upgrade: "websocket" }, 400],
    [
      "of a future version",
      {
        upgrade: "websocket",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        "sec-websocket-version": "99",
      },
      400,
    ],
  ])("an upgrade %s is refused", async (_name, headers, status) => {
    const { url, server, events } = await startServer();
    const sent = httpRequest(url.replace("ws:", "http:"), {
      headers: { connection: "upgrade", ...headers },
    });
    sent.end();
    const [response] = (await once(sent, "response")) as [{ statusCode: number; resume(): void }];
    response.resume();
    expect(response.statusCode).toBe(status);
    expect(server.connections).toBe(0);
    expect(events.at(-1)).toMatchObject({ type: "upgrade-refused", status });
  });
});
