import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestGrupr } from "@hawser/testkit";
import { describe, expect, it, onTestFinished } from "vitest";
import { MemoryCursorStore, type CursorStore } from "../src/index.js";
import { FileCursorStore } from "../src/node.js";
import { clientOf, contents, openHub, take } from "./support/hub.js";
import { rejection } from "./support/rejection.js";

const EPOCH = Date.parse("2026-04-26T15:30:00Z");
const START = "2026-04-26T15:29:59Z";

/** Says `0`, `1`, … a second apart. */
const say = (hub: TestGrupr, count: number): void => {
  for (let i = 0; i < count; i++) {
    const createdAt = new Date(EPOCH + i * 1000).toISOString();
    hub.say(hub.gruprId, { content: `${i}`, createdAt });
  }
};

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "hawser-acks-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

describe("the cursor moves on ack() only", () => {
  it("in memory, as long as the client lives", async () => {
    const hub = await openHub();
    say(hub, 4);
    const client = clientOf(hub);
    const first = client.stream(hub.gruprId, { cursor: START });
    const [zero, one] = await take(first, 2);
    await zero?.ack();
    await first.return?.();

    const second = client.stream(hub.gruprId);
    expect(contents(await take(second, 1))).toEqual(["1"]);
    await second.return?.();
    // Also when its stream has ended, and more than once.
    await one?.ack();
    await one?.ack();
    expect(contents(await take(client.stream(hub.gruprId), 2))).toEqual(["2", "3"]);
  });

  it("in any order: what is not acked comes again, and nothing else", async () => {
    const hub = await openHub();
    say(hub, 12);
    const store = new MemoryCursorStore({ [hub.gruprId]: START });
    const all = await take(clientOf(hub, { store }).stream(hub.gruprId), 12);
    await Promise.all([11, 2, 7, 8, 0, 1].map(async (i) => all[i]?.ack()));
    const rest = await take(clientOf(hub, { store }).stream(hub.gruprId), 6);
    expect(contents(rest)).toEqual(["3", "4", "5", "6", "9", "10"]);
  });

  it("in a file, for the next process; nobody else gets it meanwhile", async () => {
    const hub = await openHub();
    say(hub, 3);
    const directory = await folder();
    const client = clientOf(hub, { store: new FileCursorStore(directory) });
    const stream = client.stream(hub.gruprId, { cursor: START });
    for (const delivery of await take(stream, 2)) await delivery.ack();
    const other = clientOf(hub, { store: new FileCursorStore(directory) });
    const error = await rejection(other.stream(hub.gruprId).next());
    expect(error).toMatchObject({ code: "CURSOR_LOCKED" });

    await stream.return?.();
    const later = other.stream(hub.gruprId);
    expect(contents(await take(later, 1))).toEqual(["2"]);
    await later.return?.();
    expect(await readdir(directory)).toEqual([`${hub.gruprId}.json`]);
  });

  it("and is there before the first message: what is said while nobody listens comes later", async () => {
    const hub = await openHub();
    const store = new MemoryCursorStore();
    const first = clientOf(hub, { store });
    const next = first.stream(hub.gruprId).next();
    await expect.poll(() => store.load(hub.gruprId)).toBeDefined();
    await first.close();
    expect(await next).toEqual({ done: true, value: undefined });
    hub.say(hub.gruprId, { content: "meanwhile" });
    const later = await take(clientOf(hub, { store }).stream(hub.gruprId), 1);
    expect(contents(later)).toEqual(["meanwhile"]);
  });

  it("one write at a time, and the last one knows all", async () => {
    const hub = await openHub();
    say(hub, 5);
    const inner = new MemoryCursorStore({ [hub.gruprId]: START });
    let writing = 0;
    let writes = 0;
    const slow: CursorStore = {
      load: (id) => inner.load(id),
      save: async (id, cursor) => {
        expect((writing += 1)).toBe(1);
        writes += 1;
        await new Promise(setImmediate);
        await inner.save(id, cursor);
        writing -= 1;
      },
    };
    const all = await take(clientOf(hub, { store: slow }).stream(hub.gruprId), 4);
    const before = writes;
    await Promise.all(all.map((delivery) => delivery.ack()));
    expect(writes - before).toBeLessThanOrEqual(2);
    const rest = await take(clientOf(hub, { store: inner }).stream(hub.gruprId), 1);
    expect(contents(rest)).toEqual(["4"]);
  });
});

describe("a store that fails", () => {
  it("to load ends the stream before anything is asked", async () => {
    const hub = await openHub();
    const directory = await folder();
    await writeFile(join(directory, `${hub.gruprId}.json`), "{");
    const store = new FileCursorStore(directory);
    const error = await rejection(clientOf(hub, { store }).stream(hub.gruprId).next());
    expect(error).toMatchObject({ code: "CURSOR_CORRUPT" });
    expect(hub.requests).toEqual([]);
    expect(await readdir(directory)).toEqual([`${hub.gruprId}.json`]);
  });

  it("to save says so to whoever acks, who may ack again", async () => {
    const hub = await openHub();
    say(hub, 2);
    const inner = new MemoryCursorStore({ [hub.gruprId]: START });
    let full = false;
    const store: CursorStore = {
      load: (id) => inner.load(id),
      save: async (id, cursor) => {
        if (full) throw new Error("no space left");
        await inner.save(id, cursor);
      },
    };
    const [first] = await take(clientOf(hub, { store }).stream(hub.gruprId), 1);
    full = true;
    expect(await rejection(Promise.resolve(first?.ack()))).toMatchObject({
      message: "no space left",
    });
    full = false;
    await first?.ack();
    const rest = await take(clientOf(hub, { store }).stream(hub.gruprId), 1);
    expect(contents(rest)).toEqual(["1"]);
  });

  it("to save where a stream begins ends it", async () => {
    const hub = await openHub();
    const store: CursorStore = {
      load: async () => undefined,
      save: () => Promise.reject(new Error("no space left")),
    };
    const error = await rejection(clientOf(hub, { store }).stream(hub.gruprId).next());
    expect(error).toMatchObject({ message: "no space left" });
  });
});

it.each(["", "yesterday", `${START}|%|`, `${START}||a~b`])("%j is no cursor", async (cursor) => {
  const hub = await openHub();
  const client = clientOf(hub);
  expect(() => client.stream(hub.gruprId, { cursor })).toThrow("cursor");
});
