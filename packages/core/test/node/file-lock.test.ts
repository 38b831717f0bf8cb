import { FileLockedError, identifyProcess, lockFile, type FileLock } from "@hawser/core/node";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { markOf } from "../../src/node/lock-line.js";
import { temporaryFolder } from "../support/folder.js";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder, "state.lock");
});

/** What a process has left that runs no more. */
async function dead(id = "x"): Promise<string> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return JSON.stringify({ id, pid: child.pid, host: hostname(), born: "a boot:1" });
}

/** Those that got it, of so many that came at once; everybody else was refused. */
async function takenAtOnce(count: number): Promise<FileLock[]> {
  const takers = await Promise.allSettled(Array.from({ length: count }, () => lockFile(path)));
  return takers.flatMap((one) => {
    if (one.status === "fulfilled") return [one.value];
    expect(one.reason).toBeInstanceOf(FileLockedError);
    return [];
  });
}

test("is one's at a time, and says whose it is", async () => {
  const first = await lockFile(path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const words = { lockedCode: "STORE_LOCKED", doing: "uses this store" };
  const error: unknown = await lockFile(path, words).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FileLockedError);
  expect(error).toMatchObject({
    code: "STORE_LOCKED",
    path,
    holder: await identifyProcess(),
    message: `Process ${process.pid} on ${hostname()} uses this store already, and keeps ${path}`,
    hint: expect.stringContaining(`delete ${path}`) as string,
  });
  await first.check();
  await first.release();
  await first.release();
  expect(await readdir(folder)).toEqual([]);
  await (await lockFile(path)).release();
});

test("is got by exactly one of many, free or left behind", async () => {
  for (let round = 0; round < 20; round++) {
    if (round % 2 === 1) await writeFile(path, await dead());
    const [lock, ...others] = await takenAtOnce(8);
    expect(others).toEqual([]);
    await lock?.check();
    expect(await readdir(folder)).toEqual(["state.lock"]);
    await lock?.release();
  }
});

test("whoever died while taking it over is succeeded as well", async () => {
  const [first, second] = [await dead("1"), await dead("2")];
  await writeFile(path, first);
  await writeFile(`${path}.after.${markOf(first)}`, second);
  await writeFile(`${path}.after.${markOf(second)}`, await dead("3"));
  const locks = await takenAtOnce(4);
  expect(locks).toHaveLength(1);
  await locks[0]?.check();
  expect(await readdir(folder)).toEqual(["state.lock"]);
});

test("whoever is about to take it over has it", async () => {
  const first = await dead();
  await writeFile(path, first);
  await writeFile(`${path}.after.${markOf(first)}`, JSON.stringify(await identifyProcess()));
  expect(await takenAtOnce(3)).toEqual([]);
});

test("of a process whose pid is another's by now is taken over", async () => {
  const own = await identifyProcess();
  expect(own?.born).toBeDefined();
  await writeFile(path, JSON.stringify({ ...own, born: "another boot:1" }));
  await (await lockFile(path)).check();
});

test.each([
  ["of another machine", JSON.stringify({ pid: process.pid, host: "elsewhere" })],
  ["that says nothing", "?"],
  ["that is empty", ""],
])("%s counts for a minute after its last sign of life", async (_name, text) => {
  await writeFile(path, text);
  await expect(lockFile(path)).rejects.toMatchObject({ code: "FILE_LOCKED" });
  expect(await readFile(path, "utf8")).toBe(text);
  const then = new Date(Date.now() - 61_000);
  await utimes(path, then, then);
  const [lock, ...others] = await takenAtOnce(4);
  expect(others).toEqual([]);
  await lock?.check();
});

test("that was taken away is lost, and what another has is left alone", async () => {
  const lock = await lockFile(path, { lostCode: "STORE_LOCK_LOST" });
  await rm(path);
  await expect(lock.check()).rejects.toMatchObject({ code: "STORE_LOCK_LOST" });
  const other = await lockFile(path);
  await expect(lock.check()).rejects.toMatchObject({ code: "STORE_LOCK_LOST" });
  await lock.release();
  await other.check();
});

test("says what the file system says", async () => {
  await expect(lockFile(join(folder, "none", "lock"))).rejects.toMatchObject({ code: "ENOENT" });
});
