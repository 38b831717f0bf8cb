import { platformWake, thawSource, type WakeReason, type WakeSource } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import { afterEach, describe, expect, test, vi } from "vitest";

import { makeClient } from "./support/client.js";
import { startRefusing, startRelay, startServer } from "./support/server.js";

function makeWake(): {
  source: WakeSource;
  wake: (reason: WakeReason) => void;
  active: () => number;
} {
  const all = new Set<(reason: WakeReason) => void>();
  return {
    source: (onWake) => {
      all.add(onWake);
      return () => all.delete(onWake);
    },
    wake: (reason) => {
      for (const onWake of all) onWake(reason);
    },
    active: () => all.size,
  };
}

describe("waking while waiting", () => {
  test("tries soon instead of at the end of a long delay", async () => {
    const server = await startServer((socket) => socket.terminate());
    const { source, wake } = makeWake();
    const client = makeClient(server.url, { wake: source });
    void client.connection.connect();
    for (let i = 0; i < 5; i++) await client.retry();
    expect(await client.until("waiting")).toMatchObject({ attempt: 6, delayMs: 8000 });
    wake("online");
    expect(client.connection.state).toMatchObject({ status: "waiting", attempt: 6, delayMs: 250 });
    const count = server.sockets.length;
    await client.clock.advance(250);
    await client.until("waiting");
    expect(server.sockets.length).toBe(count + 1);
  });

  test("never postpones a retry that comes sooner anyway", async () => {
    const server = await startServer((socket) => socket.terminate());
    const { source, wake } = makeWake();
    const client = makeClient(server.url, { wake: source });
    void client.connection.connect();
    await client.until("waiting");
    await client.clock.advance(100);
    wake("visible");
    await client.clock.advance(150);
    expect(client.connection.state.status).not.toBe("waiting");
  });

  test("does not cut the server's Retry-After short", async () => {
    const server = await startRefusing(503, { "Retry-After": "60" });
    const { source, wake } = makeWake();
    const client = makeClient(server.url, { wake: source });
    void client.connection.connect();
    await client.until("waiting");
    await client.clock.advance(10_000);
    wake("online");
    await client.clock.advance(49_999);
    expect(server.requests).toBe(1);
  });
});

describe("waking while ready", () => {
  test("a link that lives is kept", async () => {
    const server = await startServer();
    const { source, wake } = makeWake();
    const client = makeClient(server.url, { wake: source, idleLimitMs: () => 60_000 });
    await client.connection.connect();
    wake("thaw");
    server.sockets[0]?.send("tick");
    await client.received(2);
    await client.clock.advance(59_999);
    expect(client.connection.state.status).toBe("ready");
    await client.clock.advance(1);
    expect(client.connection.state.status).toBe("waiting");
  });

  test("a dead link is noticed in half of the idle limit", async () => {
    const server = await startServer();
    const { source, wake } = makeWake();
    const relay = await startRelay(server.port);
    const client = makeClient(relay.url, { wake: source, idleLimitMs: () => 60_000 });
    await client.connection.connect();
    relay.stall();
    wake("thaw");
    await client.clock.advance(29_999);
    expect(client.connection.state.status).toBe("ready");
    await client.clock.advance(1);
    expect(client.connection.state).toMatchObject({
      status: "waiting",
      error: { code: "LINK_SILENT" },
    });
  });

  test("with a probe, an answer keeps the link and silence drops it soon", async () => {
    const server = await startServer();
    const relay = await startRelay(server.port);
    const { source, wake } = makeWake();
    const client = makeClient(relay.url, {
      wake: source,
      probe: (link) => {
        link.send("are you there?");
      },
    });
    await client.connection.connect();
    wake("visible");
    await client.received(2);
    await client.clock.advance(1e6);
    expect(client.connection.state.status).toBe("ready");
    relay.stall();
    client.connection.kick("the user came back");
    await client.clock.advance(5000);
    expect(client.connection.state).toMatchObject({
      status: "waiting",
      error: { code: "LINK_SILENT" },
    });
  });

  test("silence that is our own is not held against the link", async () => {
    const server = await startServer();
    const client = makeClient(server.url, { idleLimitMs: () => 60_000 });
    await client.connection.connect();
    // The machine sleeps an hour; the watchdog's timer is the first thing that runs afterwards.
    client.clock.jump(3_600_000);
    await client.clock.advance(0);
    expect(client.connection.state.status).toBe("ready");
    server.sockets[0]?.send("tick");
    await client.received(2);
    await client.clock.advance(30_000);
    expect(client.connection.state.status).toBe("ready");
  });

  test("a clock that is set back blinds the watchdog for no longer than its limit", async () => {
    const server = await startServer();
    const client = makeClient(server.url, { idleLimitMs: () => 60_000 });
    await client.connection.connect();
    client.clock.jump(-3_600_000);
    // A platform's timers do not care what the clock says: the one that is armed comes in time.
    await client.clock.advance(3_660_000);
    await client.clock.advance(60_000);
    expect(client.connection.state.status).toBe("waiting");
  });
});

test("the source is listened to only while the connection is alive", async () => {
  const server = await startServer();
  const { source, active } = makeWake();
  const client = makeClient(server.url, { wake: source });
  expect(active()).toBe(0);
  const controller = new AbortController();
  const waiting = client.connection.connect({ signal: controller.signal });
  expect(active()).toBe(1);
  controller.abort(new Error("no"));
  await expect(waiting).rejects.toThrow("no");
  expect(active()).toBe(0);
  await client.connection.connect();
  expect(active()).toBe(1);
  await client.connection.close();
  expect(active()).toBe(0);
});

test("a thaw is a timer that comes more than an interval late", async () => {
  const clock = new ManualClock();
  const reasons: WakeReason[] = [];
  const off = thawSource({ clock })((reason) => reasons.push(reason));
  await clock.advance(35_000);
  expect(reasons).toEqual([]);
  clock.jump(60_000);
  await clock.advance(0);
  expect(reasons).toEqual(["thaw"]);
  await clock.advance(20_000);
  expect(reasons).toEqual(["thaw"]);
  off();
  expect(clock.pending).toBe(0);
});

describe("the platform's source", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test("hears the page's events, for all who listen, until the last one leaves", () => {
    const page = new EventTarget();
    const doc = Object.assign(new EventTarget(), { visibilityState: "visible" });
    vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
    vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
    vi.stubGlobal("document", doc);
    const got: string[] = [];
    const offA = platformWake((reason) => got.push(`a ${reason}`));
    const offB = platformWake((reason) => got.push(`b ${reason}`));
    page.dispatchEvent(new Event("online"));
    doc.dispatchEvent(new Event("visibilitychange"));
    doc.visibilityState = "hidden";
    doc.dispatchEvent(new Event("visibilitychange"));
    offA();
    offA();
    doc.dispatchEvent(new Event("resume"));
    offB();
    page.dispatchEvent(new Event("online"));
    expect(got).toEqual(["a online", "b online", "a visible", "b visible", "b thaw"]);
  });
});
