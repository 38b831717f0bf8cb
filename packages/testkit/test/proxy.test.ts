import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { faultProxy, type FaultProxy } from "../src/proxy/index.js";

let server: WebSocketServer;
let proxy: FaultProxy;
const clients: WebSocket[] = [];

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (socket, request) => {
    socket.on("error", () => undefined);
    socket.on("message", (data) => {
      const text = String(data);
      if (text === "path") socket.send(String(request.url));
      else if (text.startsWith("big ")) socket.send("x".repeat(Number(text.slice(4))));
      else socket.send(`echo ${text}`);
    });
  });
  await once(server, "listening");
  proxy = await faultProxy({ target: `ws://127.0.0.1:${portOf(server)}/ws?a=1` });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.terminate();
  await proxy.close();
  for (const socket of server.clients) socket.terminate();
  server.close();
});

function portOf(listening: { address(): AddressInfo | string | null }): number {
  return (listening.address() as AddressInfo).port;
}

async function dial(url: string = proxy.url): Promise<WebSocket> {
  const client = new WebSocket(url);
  clients.push(client);
  await once(client, "open");
  client.on("error", () => undefined);
  return client;
}

async function roundTrip(client: WebSocket, text: string): Promise<string> {
  client.send(text);
  const [data] = (await once(client, "message")) as [Buffer];
  return String(data);
}

async function failure(url: string = proxy.url): Promise<NodeJS.ErrnoException> {
  const client = new WebSocket(url);
  const [error] = (await once(client, "error")) as [NodeJS.ErrnoException];
  return error;
}

describe("faultProxy", () => {
  it("forwards, keeps path and query, and counts", async () => {
    const client = await dial();
    expect(await roundTrip(client, "path")).toBe("/ws?a=1");
    expect(await roundTrip(client, "big 3000000")).toHaveLength(3_000_000);
    expect(proxy).toMatchObject({ connections: 1, accepted: 1 });
    expect(proxy.bytes.down).toBeGreaterThan(3_000_000);
    expect(proxy.bytes.up).toBeGreaterThan(0);
  });

  it("lets both ends close in good order", async () => {
    const client = await dial();
    const [served] = [...server.clients];
    const closes = Promise.all([once(client, "close"), once(served!, "close")]);
    client.close(4000, "bye");
    const [[ours], [theirs, reason]] = await closes;
    expect([ours, theirs, String(reason)]).toEqual([4000, 4000, "bye"]);
  });

  it("cuts every connection at both ends", async () => {
    const pair = [await dial(), await dial()];
    const served = [...server.clients].map((socket) => once(socket, "close"));
    const closes = pair.map((client) => once(client, "close"));
    expect(await proxy.drop()).toBe(2);
    for (const [code] of await Promise.all([...closes, ...served])) expect(code).toBe(1006);
    expect(proxy.connections).toBe(0);
    expect(await roundTrip(await dial(), "again")).toBe("echo again");
  });

  it("cuts inside a frame", async () => {
    const client = await dial();
    const before = proxy.bytes.down;
    proxy.dropAfter(500);
    let messages = 0;
    client.on("message", () => messages++);
    client.send("big 1000");
    const [code] = await once(client, "close");
    expect([code, messages, proxy.bytes.down - before]).toEqual([1006, 0, 500]);
    expect(await roundTrip(await dial(), "big 1000")).toHaveLength(1000);
  });

  it("delays each way and keeps the order", async () => {
    const client = await dial();
    proxy.delay(40);
    const got: string[] = [];
    client.on("message", (data) => got.push(String(data)));
    const started = performance.now();
    for (const text of ["a", "b", "c"]) client.send(text);
    while (got.length < 3) await once(client, "message");
    expect(performance.now() - started).toBeGreaterThanOrEqual(75);
    expect(got).toEqual(["echo a", "echo b", "echo c"]);
  });

  it("stalls without closing anything, then goes on in order", async () => {
    const client = await dial();
    const [served] = [...server.clients];
    const arrived: string[] = [];
    served!.on("message", (data) => arrived.push(String(data)));
    proxy.stall();
    client.send("one");
    client.send("two");
    const late = new WebSocket(proxy.url);
    clients.push(late);
    await proxy.waitForAccepted(2);
    expect([arrived, client.readyState, late.readyState]).toEqual([[], WebSocket.OPEN, 0]);
    proxy.resume();
    const open = once(late, "open");
    while (arrived.length < 2) await once(served!, "message");
    await open;
    expect(arrived).toEqual(["one", "two"]);
  });

  it("keeps the client's socket open when the target dies behind a stall", async () => {
    const client = await dial();
    const [served] = [...server.clients];
    proxy.stall();
    const gone = once(served!, "close");
    served!.terminate();
    await gone;
    expect(client.readyState).toBe(WebSocket.OPEN);
    const closed = once(client, "close");
    proxy.resume();
    expect((await closed)[0]).toBe(1006);
  });

  it("stalls one direction alone", async () => {
    const client = await dial();
    const [served] = [...server.clients];
    proxy.stall("down");
    const arrived = once(served!, "message");
    client.send("up goes on");
    await arrived;
    const answered = once(client, "message");
    proxy.clear();
    expect(String((await answered)[0])).toBe("echo up goes on");
  });

  it("garbles what the client receives", async () => {
    const client = await dial();
    proxy.garble();
    client.send("x");
    const [error] = (await once(client, "error")) as [NodeJS.ErrnoException];
    expect(error.code).toMatch(/^WS_ERR_/);
  });

  it("refuses new connections, keeps open ones, and accepts again on the same port", async () => {
    const client = await dial();
    await proxy.refuse(true);
    expect((await failure()).code).toBe("ECONNREFUSED");
    expect(await roundTrip(client, "still")).toBe("echo still");
    await proxy.refuse(false);
    expect(await roundTrip(await dial(), "again")).toBe("echo again");
  });

  it("breaks the connection when nothing listens at the target", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const free = portOf(taken);
    taken.close();
    await once(taken, "close");
    proxy.retarget(free);
    expect((await failure()).message).toMatch(/ECONNRESET|hang up/);
  });

  it("says what came when too few connections do", async () => {
    await expect(proxy.waitForAccepted(1, { timeoutMs: 5 })).rejects.toThrow("0 of 1");
  });

  it("refuses a target that is no address", async () => {
    await expect(faultProxy({ target: "mailto:x" })).rejects.toThrow(TypeError);
  });

  it("closes twice, and nothing opens again", async () => {
    const client = await dial();
    const closed = once(client, "close");
    await Promise.all([proxy.close(), proxy.close()]);
    await closed;
    await proxy.refuse(false);
    expect((await failure()).code).toBe("ECONNREFUSED");
  });
});
