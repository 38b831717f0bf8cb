import { HawserError } from "@hawser/core";
import { describe, expect, it } from "vitest";
import { SessionsApi } from "../src/sessions/index.js";
import type { SessionRow } from "../src/schemas/sessions.js";
import {
  MemoryPort,
  recordedAnswers,
  recordedEvents,
  refusal,
  replyOf,
  type Version,
} from "./support/memory-port.js";
import { recordingLogger } from "./support/recording-logger.js";

function cacheOf(version: Version = "2026.9.6", options = {}) {
  const answers = recordedAnswers(version);
  const log = recordingLogger();
  const port = new MemoryPort(version, log.logger)
    .answer("sessions.list", () => replyOf(answers["sessionsList"], "sessions.list"))
    .answer("sessions.subscribe", () => replyOf(answers["subscribe"], "sessions.subscribe"));
  const sessions = new SessionsApi(port);
  return { port, sessions, cache: sessions.cache(options), lines: log.lines };
}

const keys = (rows: readonly SessionRow[]) => rows.map(({ key }) => key);

describe("the session list", () => {
  it("costs nothing until it is read", async () => {
    const { port, cache } = cacheOf();
    await port.settle();
    cache.refetchSoon();
    expect([port.asked.length, port.listeners(), cache.state.status]).toEqual([0, 0, "idle"]);
  });

  it("is one list for all, fetched once, newest first", async () => {
    const { port, cache, sessions } = cacheOf();
    const [rows, again] = await Promise.all([cache.load(), sessions.cache().load()]);
    expect(again).toBe(rows);
    expect(port.times("sessions.list")).toBe(1);
    expect(port.asked.find(({ method }) => method === "sessions.list")?.params).toEqual({
      limit: 200,
      includeDerivedTitles: true,
      includeLastMessage: true,
      includeGlobal: false,
    });
    const times = rows.map(({ updatedAt }) => updatedAt ?? 0);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(cache.get("agent:main:att")).toMatchObject({ kind: "direct" });
  });

  it("is fed by sessions.changed without asking again", async () => {
    const { port, cache } = cacheOf();
    port.answer("sessions.list", () => ({ sessions: [rowAt("agent:main:sub", 1)] }));
    await cache.load();
    const before = port.times("sessions.list");
    const seen: (string | null | undefined)[] = [];
    cache.onChange((rows) => seen.push(rows.find(({ key }) => key === "agent:main:sub")?.status));
    port.replay(recordedEvents("2026.9.6", "sessions"));
    expect(seen[0]).toBe("running");
    expect(seen.at(-1)).toBe("done");
    expect(cache.sessions[0]?.key).toBe("agent:main:sub");
    await port.clock.advance(10_000);
    expect(port.times("sessions.list")).toBe(before);
  });

  it("keeps what only a list derives, and takes no older picture", async () => {
    const { port, cache } = cacheOf();
    port.answer("sessions.list", () => ({
      sessions: [{ ...rowAt("agent:main:a", 10), derivedTitle: "Title", label: "old" }],
    }));
    await cache.load();
    port.emit("sessions.changed", {
      sessionKey: "agent:main:a",
      session: { ...rowAt("agent:main:a", 20), label: "new" },
    });
    port.emit("sessions.changed", {
      sessionKey: "agent:main:a",
      session: { ...rowAt("agent:main:a", 15), label: "late" },
    });
    expect(cache.sessions).toMatchObject([{ derivedTitle: "Title", label: "new", updatedAt: 20 }]);
  });

  it("takes 2026.4's rows, spread over the event, without the event's own fields", async () => {
    const { port, cache } = cacheOf();
    await cache.load();
    port.emit("sessions.changed", {
      sessionKey: "agent:main:att",
      reason: "patch",
      phase: "end",
      ts: 5,
      updatedAt: Number.MAX_SAFE_INTEGER,
      label: "renamed",
    });
    expect(cache.get("agent:main:att")).toMatchObject({ label: "renamed", kind: "direct" });
    expect(cache.get("agent:main:att")).not.toHaveProperty("reason");
  });

  it("forgets deleted, archived and foreign sessions", async () => {
    const { port, cache } = cacheOf("2026.9.6", { agentId: "main" });
    await cache.load();
    port.emit("sessions.changed", { sessionKey: "agent:main:att", reason: "delete" });
    const archived = { ...rowAt("agent:main:basic", Number.MAX_SAFE_INTEGER), archived: true };
    port.emit("sessions.changed", { sessionKey: "agent:main:basic", session: archived });
    port.emit("sessions.changed", {
      sessionKey: "agent:other:main",
      session: rowAt("agent:other:main", 9e15),
    });
    port.emit("sessions.changed", {
      sessionKey: "global",
      session: { ...rowAt("global", 9e15), kind: "global" },
    });
    expect(keys(cache.sessions)).not.toEqual(expect.arrayContaining(["agent:main:att"]));
    expect(keys(cache.sessions).some((key) => /basic|other|global/.test(key))).toBe(false);
  });

  it("asks once for many changes it cannot read, and not again too soon", async () => {
    const { port, cache } = cacheOf();
    await cache.load();
    const before = port.times("sessions.list");
    for (let i = 0; i < 50; i++) port.emit("sessions.changed", { reason: "cleanup" });
    await port.clock.advance(1999);
    expect(port.times("sessions.list")).toBe(before);
    await port.clock.advance(1);
    expect(port.times("sessions.list")).toBe(before + 1);
    await port.clock.advance(60_000);
    expect(port.times("sessions.list")).toBe(before + 1);
  });

  it("keeps what events said while the list was on its way", async () => {
    const { port, cache } = cacheOf();
    port.answer("sessions.list", () => {
      port.emit("sessions.changed", {
        sessionKey: "agent:main:b",
        session: rowAt("agent:main:b", 50),
      });
      port.emit("sessions.changed", { sessionKey: "agent:main:gone", reason: "delete" });
      return {
        sessions: [
          rowAt("agent:main:a", 10),
          rowAt("agent:main:b", 20),
          rowAt("agent:main:gone", 30),
        ],
      };
    });
    expect(await cache.load()).toMatchObject([
      { key: "agent:main:b", updatedAt: 50 },
      { key: "agent:main:a", updatedAt: 10 },
    ]);
  });

  it("stays bounded", async () => {
    const { port, cache } = cacheOf("2026.9.6", { limit: 3 });
    await cache.load();
    for (let i = 0; i < 100; i++) {
      port.emit("sessions.changed", {
        sessionKey: `agent:main:${i}`,
        session: rowAt(`agent:main:${i}`, 9e12 + i),
      });
    }
    expect(keys(cache.sessions)).toEqual(["agent:main:99", "agent:main:98", "agent:main:97"]);
  });

  it("is fetched anew after a gap and after a reconnect, and subscribed again", async () => {
    const { port, cache } = cacheOf();
    await cache.load();
    port.resync("gap");
    await port.settle();
    expect(port.times("sessions.list")).toBe(2);
    port.reconnect();
    await port.settle();
    expect([port.times("sessions.list"), port.times("sessions.subscribe")]).toEqual([3, 2]);
  });

  it("follows our own changes where no event tells of them", async () => {
    const { port, cache, sessions } = cacheOf("2026.3.2");
    port.answer("sessions.patch", () =>
      replyOf(recordedAnswers("2026.3.2")["patch"], "sessions.patch"),
    );
    await cache.load();
    await sessions.patch({ key: "agent:main:basic", label: "x" });
    await port.clock.advance(2000);
    expect(port.times("sessions.list")).toBe(2);
  });
});

describe("the session list without sessions.changed (2026.3)", () => {
  it("asks after finished chats, not after deltas, and never in a tight loop", async () => {
    const { port, cache } = cacheOf("2026.3.2");
    await cache.load();
    await port.settle();
    const chats = recordedEvents("2026.3.2", "observed").filter(({ event }) => event === "chat");
    const known = chats.map(({ event, payload }) => ({
      event,
      payload: { ...payload, sessionKey: "agent:main:att" } as Record<string, unknown>,
    }));
    port.replay(known.filter(({ payload }) => payload["state"] === "delta"));
    await port.clock.advance(60_000);
    expect(port.times("sessions.list")).toBe(1);
    port.replay(known);
    port.replay(known);
    await port.clock.advance(300);
    expect(port.times("sessions.list")).toBe(2);
    await port.clock.advance(3_600_000);
    expect(port.times("sessions.list")).toBe(2);
  });

  it("asks when a chat or a health report shows a session it does not have", async () => {
    const { port, cache } = cacheOf("2026.3.2");
    await cache.load();
    await port.settle();
    port.emit("chat", { state: "delta", sessionKey: "agent:main:new", runId: "r" });
    await port.clock.advance(5000);
    expect(port.times("sessions.list")).toBe(2);
    const recent = cache.sessions.map(({ key, updatedAt }) => ({ key, updatedAt, age: 5 }));
    port.emit("health", { ok: true, sessions: { count: recent.length, recent } });
    await port.clock.advance(5000);
    expect(port.times("sessions.list")).toBe(2);
    port.emit("health", { sessions: { recent: [{ key: "agent:main:att", updatedAt: 9e15 }] } });
    await port.clock.advance(5000);
    expect(port.times("sessions.list")).toBe(3);
  });

  it("stops listening to chats once a gateway has the events", async () => {
    const { port, cache } = cacheOf("2026.3.2");
    await cache.load();
    await port.settle();
    expect(port.listeners("chat")).toBe(1);
    port.emit("sessions.changed", {
      sessionKey: "agent:main:att",
      session: rowAt("agent:main:att", 9e15),
    });
    expect(port.listeners("chat")).toBe(0);
    port.reconnect();
    await port.settle();
    expect(port.listeners("chat")).toBe(1);
  });
});

describe("the session list in trouble", () => {
  it("says why it could not be had, and comes back by itself", async () => {
    const { port, cache } = cacheOf();
    const list = port.handlers.get("sessions.list");
    port.answer("sessions.list", () => {
      throw new HawserError("starting", {
        code: "REMOTE_ERROR",
        retryable: true,
        retryAfterMs: 700,
      });
    });
    await expect(cache.load()).rejects.toThrow("starting");
    expect(cache.state).toMatchObject({ status: "failed", error: { retryAfterMs: 700 } });
    port.answer("sessions.list", list ?? (() => []));
    await port.clock.advance(700);
    expect(cache.state.status).toBe("ready");
  });

  it("does not repeat what cannot work", async () => {
    const { port, cache } = cacheOf();
    port.answer("sessions.list", () => {
      throw refusal("sessions.list", "missing scope: operator.read");
    });
    await expect(cache.load()).rejects.toMatchObject({ code: "SCOPE_MISSING" });
    await port.clock.advance(3_600_000);
    expect(port.times("sessions.list")).toBe(1);
  });

  it("is not disturbed by a listener that throws", async () => {
    const { port, cache, lines } = cacheOf();
    const counts: number[] = [];
    cache.onChange(() => {
      throw new Error("mine");
    });
    const off = cache.onChange((rows) => counts.push(rows.length));
    await cache.load();
    off();
    port.emit("sessions.changed", {
      sessionKey: "agent:main:x",
      session: rowAt("agent:main:x", 9e15),
    });
    expect(counts).toHaveLength(1);
    expect(lines.filter(({ level }) => level === "error")).toHaveLength(2);
  });

  it("waits for the connection when there is none yet", async () => {
    const { port, cache } = cacheOf();
    const { hello } = port;
    port.hello = undefined;
    const off = cache.onChange(() => {});
    await port.settle();
    expect(port.asked).toEqual([]);
    port.hello = hello;
    port.reconnect();
    await port.settle();
    expect(cache.state.status).toBe("ready");
    off();
  });

  it("ends its iterators and leaves nothing behind when disposed", async () => {
    const { port, cache, sessions } = cacheOf("2026.3.2");
    await cache.load();
    await port.settle();
    port.emit("chat", { state: "final", sessionKey: "agent:main:att" });
    const ends = (async () => {
      const sizes: number[] = [];
      for await (const rows of cache) sizes.push(rows.length);
      return sizes;
    })();
    await port.settle();
    sessions.dispose();
    sessions.dispose();
    expect(await ends).toHaveLength(1);
    expect([port.listeners(), port.clock.pending]).toEqual([0, 0]);
    port.resync("gap");
    await port.settle();
    expect(port.times("sessions.list")).toBe(1);
    expect(cache.sessions.length).toBeGreaterThan(0);
  });

  it("gives a slow reader the latest list only, and lets it leave", async () => {
    const { port, cache } = cacheOf();
    await cache.load();
    const iterator = cache[Symbol.asyncIterator]();
    for (let i = 0; i < 10; i++) {
      port.emit("sessions.changed", {
        sessionKey: "agent:main:x",
        session: rowAt("agent:main:x", 9e12 + i),
      });
    }
    expect((await iterator.next()).value?.[0]).toMatchObject({ updatedAt: 9e12 + 9 });
    await iterator.return?.();
    expect((await iterator.next()).done).toBe(true);
  });

  it("gives up waiting when told to", async () => {
    const { cache } = cacheOf();
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(cache.load({ signal })).rejects.toThrow("enough");
  });
});

function rowAt(key: string, updatedAt: number): SessionRow {
  return { key, kind: "direct", updatedAt };
}
