import { ManualClock } from "@hawser/core/testing";
import { describe, expect, test } from "vitest";
import { connect, RawClient, refusedUpgrade } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

test("a frame over the bound closes the connection with 1009", async () => {
  const { url, server } = await startServer({ maxPayload: 1000 });
  const client = await connect(url);
  expect(await client.ask("x".repeat(900))).toMatchObject({ done: true });
  client.send({ type: "chat.send", content: "x".repeat(1000) });
  expect(await client.closed).toMatchObject({ code: 1009 });
  await until(() => server.connections === 0);
});

test("fragments count together", async () => {
  const { url } = await startServer({ maxPayload: 1000 });
  const client = await connect(url);
  client.socket.send("x".repeat(600), { fin: false });
  client.socket.send("x".repeat(600), { fin: true });
  expect(await client.closed).toMatchObject({ code: 1009 });
});

test("messages are not compressed", async () => {
  const { url } = await startServer();
  const client = await connect(url, { perMessageDeflate: true });
  expect(client.socket.extensions).toBe("");
});

describe("the rate of a connection", () => {
  test("lets a burst through, then says how long to wait, then goes on", async () => {
    const clock = new ManualClock();
    const { url, events } = await startServer({
      clock,
      rateLimit: { connection: { perSecond: 4, burst: 2 }, sender: false },
    });
    const client = await connect(url);
    expect(await client.ask("1")).toMatchObject({ done: true });
    expect(await client.ask("2")).toMatchObject({ done: true });
    client.send({ type: "chat.send", content: "3" });
    expect(await client.next("chat.error")).toEqual({
      type: "chat.error",
      error: "Too many messages",
      code: "rate_limited",
      retryAfterMs: 250,
    });
    clock.jump(250);
    expect(await client.ask("4")).toMatchObject({ done: true });
    expect(events).toContainEqual(
      expect.objectContaining({ type: "message-refused", code: "rate_limited" }),
    );
  });

  test("says which message was one too many", async () => {
    const { url } = await startServer({
      clock: new ManualClock(),
      rateLimit: { connection: { perSecond: 1, burst: 1 } },
    });
    const client = await connect(url);
    await client.ask("1");
    expect(await client.ask("2", { messageId: "m2" })).toMatchObject({ code: "rate_limited" });
    // One that is not fit to be repeated, and one of a message too large to be looked into.
    for (const frame of [{ messageId: "a\nb" }, { messageId: "m3", content: "x".repeat(70_000) }]) {
      client.send({ type: "chat.send", content: "3", ...frame });
      const error = await client.next("chat.error");
      expect(error).toMatchObject({ code: "rate_limited" });
      expect(error).not.toHaveProperty("messageId");
    }
  });

  test("counts what is unreadable, too", async () => {
    const clock = new ManualClock();
    const { url } = await startServer({
      clock,
      rateLimit: { connection: { perSecond: 1, burst: 1 } },
    });
    const client = await connect(url);
    client.send("{bad");
    client.send("{bad");
    expect(await client.next()).toMatchObject({ code: "invalid_frame" });
    expect(await client.next()).toMatchObject({ code: "rate_limited", retryAfterMs: 1000 });
  });

  test("that is abused for long closes the connection with 1008", async () => {
    const clock = new ManualClock();
    const { url, server } = await startServer({
      clock,
      rateLimit: { connection: { perSecond: 1, burst: 1 }, closeAfter: 5 },
    });
    const client = await connect(url);
    for (let i = 0; i < 20; i++) client.send({ type: "chat.send", content: "flood" });
    expect(await client.closed).toEqual({ code: 1008, reason: "Too many messages" });
    expect(client.frames.filter(({ code }) => code === "rate_limited")).toHaveLength(5);
    await until(() => server.connections === 0);
  });

  test("that is a little too high is forgiven", async () => {
    const clock = new ManualClock();
    const { url } = await startServer({
      clock,
      rateLimit: { connection: { perSecond: 1, burst: 1 }, closeAfter: 2 },
    });
    const client = await connect(url);
    for (let i = 0; i < 20; i++) {
      clock.jump(1000);
      client.send({ type: "chat.send", content: `taken ${i}` });
      client.send({ type: "chat.send", content: `refused ${i}` });
      await client.next("chat.error");
    }
    expect(client.frames.filter(({ done }) => done === true)).toHaveLength(20);
  });

  test("holds while auth is pending", async () => {
    let asked = 0;
    const { url } = await startServer({
      clock: new ManualClock(),
      rateLimit: { connection: { perSecond: 1, burst: 3 }, closeAfter: 4 },
      auth: () => {
        asked += 1;
        return new Promise(() => undefined);
      },
    });
    const client = new RawClient(`${url}?token=t`);
    await until(() => asked === 1 && client.socket.readyState === client.socket.OPEN);
    for (let i = 0; i < 8; i++) client.send({ type: "chat.send", content: "early" });
    expect(await client.closed).toMatchObject({ code: 1008 });
  });
});

test("the rate of a sender counts over all its connections, and outlives them", async () => {
  const clock = new ManualClock();
  const { url } = await startServer({
    clock,
    rateLimit: { connection: false, sender: { perSecond: 1, burst: 2 } },
  });
  const one = await connect(`${url}?senderId=ann`);
  expect(await one.ask("1", { messageId: "1" })).toMatchObject({ done: true });
  await one.close();
  const two = await connect(`${url}?senderId=ann`);
  expect(await two.ask("2", { messageId: "2" })).toMatchObject({ done: true });
  expect(await two.ask("3", { messageId: "3" })).toEqual({
    type: "chat.error",
    messageId: "3",
    error: "Too many messages",
    code: "rate_limited",
    retryAfterMs: 1000,
  });
  const bob = await connect(`${url}?senderId=bob`);
  expect(await bob.ask("4")).toMatchObject({ done: true });
});

test("without limits there are none", async () => {
  const { url } = await startServer({ rateLimit: false, clock: new ManualClock() });
  const client = await connect(url);
  for (let i = 0; i < 500; i++) client.send({ type: "chat.send", content: `${i}` });
  await until(() => client.frames.length === 501);
  expect(client.frames.some(({ type }) => type === "chat.error")).toBe(false);
});

describe("before the upgrade", () => {
  test("another path is 404", async () => {
    const { url } = await startServer();
    expect(await refusedUpgrade(url.replace(/\/ws$/, "/other"))).toMatchObject({ status: 404 });
    expect(await refusedUpgrade(`${url}/`)).toMatchObject({ status: 404 });
  });

  test("over maxConnections is 503 with Retry-After, and room is made by leaving", async () => {
    const { url, server, events } = await startServer({ maxConnections: 2 });
    const [one] = [await connect(url), await connect(url)];
    const refused = await refusedUpgrade(url);
    expect(refused.status).toBe(503);
    expect(Number(refused.retryAfter)).toBeGreaterThan(0);
    expect(events).toContainEqual(
      expect.objectContaining({ type: "upgrade-refused", status: 503 }),
    );
    await one.close();
    await until(() => server.connections === 1);
    await connect(url);
  });

  test("a plain HTTP request is told to upgrade", async () => {
    const { url } = await startServer();
    const response = await fetch(url.replace("ws:", "http:"));
    expect(response.status).toBe(426);
    await response.text();
  });

  test.each([
    ["on the list", ["https://app.example.com"], "https://app.example.com", true],
    [
      "on the list, in other letters",
      ["https://App.example.com/"],
      "https://app.Example.com",
      true,
    ],
    ["of another scheme", ["https://app.example.com"], "http://app.example.com", false],
    ["of another port", ["https://app.example.com"], "https://app.example.com:8443", false],
    ["that ends like one on the list", ["https://example.com"], "https://evilexample.com", false],
    ["below a wildcard", ["https://*.example.com"], "https://a.b.example.com", true],
    ["of the wildcard itself", ["https://*.example.com"], "https://example.com", false],
    ["that ends like a wildcard", ["https://*.example.com"], "https://evil-example.com", false],
    ["of any kind, with *", ["*"], "null", true],
    ["null", ["https://app.example.com"], "null", false],
    ["of nobody, on an empty list", [], "http://localhost", false],
  ])("a page %s", async (_name, allowedOrigins, origin, allowed) => {
    const { url } = await startServer({ allowedOrigins });
    if (allowed) await connect(url, { origin });
    else expect(await refusedUpgrade(url, { origin })).toMatchObject({ status: 403 });
  });

  test("a program sends no Origin and is let in", async () => {
    const { url } = await startServer({ allowedOrigins: ["https://app.example.com"] });
    await connect(url);
  });

  test.each([
    ["http://localhost:5173", true],
    ["http://127.0.0.1:3000", true],
    ["https://evil.example", false],
    ["http://localhost.evil.example", false],
    ["null", false],
  ])("by default, without auth, a page of %s: %s", async (origin, allowed) => {
    const { url } = await startServer();
    if (allowed) await connect(url, { origin });
    else expect(await refusedUpgrade(url, { origin })).toMatchObject({ status: 403 });
  });

  test("by default, with auth, every page may try", async () => {
    const { url } = await startServer({ auth: () => ({ userId: "a" }) });
    await connect(`${url}?token=t`, { origin: "https://app.example" });
  });
});
