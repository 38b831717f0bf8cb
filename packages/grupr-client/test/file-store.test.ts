import { fork } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HawserError, ValidationError } from "@hawser/core";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { FileCursorStore } from "../src/node.js";
import { rejection } from "./support/rejection.js";

const ROOM = "6f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506";
const CURSOR = "2026-04-26T15:30:00.000000Z";
const LATER = "2026-04-26T15:31:00.000000Z";

let directory: string;
let store: FileCursorStore;
let file: string;

beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), "hawser-cursor-"));
  onTestFinished(() => rm(root, { recursive: true }));
  directory = join(root, "state", "grupr");
  store = new FileCursorStore(directory);
  file = store.pathOf(ROOM);
});

describe("the file", () => {
  it("holds what was saved last, readable by its owner only", async () => {
    expect(await store.load(ROOM)).toBeUndefined();
    await store.save(ROOM, CURSOR);
    await store.save(ROOM, LATER);
    expect(await new FileCursorStore({ directory }).load(ROOM)).toBe(LATER);
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({ cursor: LATER });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect(await readdir(directory)).toEqual([`${ROOM}.json`]);
  });

  it("keeps fields that others put there, under a name of one's own", async () => {
    store = new FileCursorStore({ directory, fileName: (id) => `.state-${id}.json` });
    file = join(directory, `.state-${ROOM}.json`);
    expect(store.pathOf(ROOM)).toBe(file);
    await store.save(ROOM, CURSOR);
    await writeFile(file, JSON.stringify({ cursor: CURSOR, pid: 7, started_at: CURSOR }));
    await store.save(ROOM, LATER);
    const state = JSON.parse(await readFile(file, "utf8")) as unknown;
    expect(state).toEqual({ cursor: LATER, pid: 7, started_at: CURSOR });
  });

  it("may have no cursor yet", async () => {
    await store.save(ROOM, CURSOR);
    await writeFile(file, `{"pid":7}`);
    expect(await store.load(ROOM)).toBeUndefined();
  });

  it.each([
    ["", "is empty"],
    ["{", "is not JSON"],
    ["[]", "is not a JSON object"],
    ["null", "is not a JSON object"],
    [`{"cursor":7}`, "holds a cursor that is none"],
    [`{"cursor":"yesterday"}`, "holds a cursor that is none"],
    [`{"cursor":"${CURSOR}|a,b|c"}`, "holds a cursor that is none"],
  ])("%j is refused, and left as it is", async (text, words) => {
    await store.save(ROOM, CURSOR);
    await writeFile(file, text);
    const error = await rejection(store.load(ROOM));
    expect(error).toBeInstanceOf(HawserError);
    expect(error).toMatchObject({ code: "CURSOR_CORRUPT", retryable: false });
    expect((error as HawserError).message).toContain(words);
    expect((error as HawserError).message).toContain(file);
    expect(await readFile(file, "utf8")).toBe(text);
  });

  it("that cannot be written says why", async () => {
    const folder = join(directory, "..", "plain");
    await store.save(ROOM, CURSOR);
    await writeFile(folder, "a file, no folder");
    const error = await rejection(new FileCursorStore(join(folder, "x")).save(ROOM, CURSOR));
    expect(error).toMatchObject({ code: "CURSOR_STORE_FAILED" });
  });

  it("has a name made of nothing but a UUID", async () => {
    expect(await rejection(store.load("../../etc/passwd"))).toBeInstanceOf(ValidationError);
    expect(() => new FileCursorStore("")).toThrow(ValidationError);
  });
});

describe("the lock", () => {
  it("is one stream's at a time", async () => {
    const unlock = await store.lock(ROOM);
    const error = await rejection(new FileCursorStore(directory).lock(ROOM));
    expect(error).toMatchObject({ code: "CURSOR_LOCKED" });
    expect((error as HawserError).message).toContain(`Process ${process.pid} `);
    await store.save(ROOM, CURSOR);
    await unlock();
    await unlock();
    expect(await readdir(directory)).toEqual([`${ROOM}.json`]);
    const later = await store.lock(ROOM);
    await later();
  });

  it("keeps another process out while it lives, and not after a crash", async () => {
    await store.save(ROOM, CURSOR);
    const child = fork(new URL("support/lock-holder.ts", import.meta.url), [directory, ROOM], {
      execArgv: ["--conditions=@hawser/source", "--import", "tsx"],
    });
    const gone = new Promise((resolve) => child.once("exit", resolve));
    onTestFinished(() => void child.kill("SIGKILL"));
    await new Promise((resolve) => child.once("message", resolve));
    const error = await rejection(store.lock(ROOM));
    expect(error).toMatchObject({ code: "CURSOR_LOCKED" });
    expect((error as HawserError).message).toContain(`Process ${child.pid} `);

    child.kill("SIGKILL");
    await gone;
    await store.lock(ROOM);
    expect(await locks()).toHaveLength(1);
  }, 30_000);

  it("that was taken away stops its holder from saving", async () => {
    const unlock = await store.lock(ROOM);
    await store.save(ROOM, CURSOR);
    for (const lock of await locks()) await rm(lock);
    const other = await new FileCursorStore(directory).lock(ROOM);
    const error = await rejection(store.save(ROOM, LATER));
    expect(error).toMatchObject({ code: "CURSOR_LOCK_LOST" });
    await unlock();
    expect(await locks()).toHaveLength(1);
    await other();
  });
});

async function locks(): Promise<string[]> {
  const names = await readdir(directory);
  return names.filter((name) => name.includes(".lock")).map((name) => join(directory, name));
}
