import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { StoredValue } from "../../src/index.js";
import { fileStore } from "../../src/node.js";
import { later } from "../support/cleanup.js";

const done: StoredValue = { state: "done", at: 1, reply: { text: "Hello\nthere" } };
const cursor: StoredValue = { state: "cursor", cursor: "c-1" };

async function place(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "hawser-store-"));
  later(() => rm(folder, { recursive: true }));
  return join(folder, "deep", "state.jsonl");
}

test("what was put is there again, in order, deletions too, in a file for its owner only", async () => {
  const path = await place();
  const first = fileStore(path);
  expect([...(await first.load())]).toEqual([]);
  await Promise.all([first.put("a", done), first.put("b", cursor), first.put("c", done)]);
  await first.put("a", undefined);
  await first.put("b", { state: "cursor", cursor: "c-2" });
  await first.close?.();
  const second = fileStore(path);
  later(() => second.close?.());
  expect([...(await second.load())]).toEqual([
    ["c", done],
    ["b", { state: "cursor", cursor: "c-2" }],
  ]);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("a line that a crash cut off is left out, the rest is kept", async () => {
  const path = await place();
  const first = fileStore(path);
  await first.load();
  await first.put("a", done);
  await first.close?.();
  await appendFile(path, '{"k":"b","v":{"state":"do');
  const second = fileStore(path);
  expect([...(await second.load())]).toEqual([["a", done]]);
  await second.put("c", cursor);
  await second.close?.();
  const third = fileStore(path);
  later(() => third.close?.());
  expect([...(await third.load())].map(([key]) => key)).toEqual(["a", "c"]);
});

test("a file that is something else is refused and left as it is, and its lock given back", async () => {
  const path = await place();
  const first = fileStore(path);
  await first.load();
  await first.close?.();
  await writeFile(path, "dear diary\n");
  for (let i = 0; i < 2; i++) {
    await expect(fileStore(path).load()).rejects.toMatchObject({ code: "STORE_CORRUPT" });
  }
  expect(await readFile(path, "utf8")).toBe("dear diary\n");
});

test("a second runner is kept away until the first has ended", async () => {
  const path = await place();
  const first = fileStore(path);
  await first.load();
  const second = fileStore(path);
  await expect(second.load()).rejects.toMatchObject({ code: "STORE_LOCKED" });
  await first.put("a", done);
  await first.close?.();
  later(() => second.close?.());
  expect([...(await second.load())]).toEqual([["a", done]]);
});

test("the lock of a process that was killed is taken over", async () => {
  const path = await place();
  const first = fileStore(path);
  await first.load();
  const lock = JSON.parse(await readFile(`${path}.lock`, "utf8")) as object;
  await first.close?.();
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  await writeFile(`${path}.lock`, JSON.stringify({ ...lock, pid: child.pid, born: "1:1" }));
  const second = fileStore(path);
  later(() => second.close?.());
  expect([...(await second.load())]).toEqual([]);
});

test("a store whose lock was taken away is written no more", async () => {
  const path = await place();
  const first = fileStore(path);
  await first.load();
  await rm(`${path}.lock`);
  const second = fileStore(path);
  later(() => second.close?.());
  await second.load();
  await second.put("a", done);
  await expect(first.put("b", done)).rejects.toMatchObject({ code: "STORE_LOCK_LOST" });
  await first.close?.();
  expect(await readFile(path, "utf8")).not.toContain('"b"');
});

test("a store that is written for long does not grow without bound", async () => {
  const path = await place();
  const store = fileStore(path);
  await store.load();
  for (let round = 0; round < 30; round++) {
    await Promise.all(Array.from({ length: 100 }, (_, i) => store.put(`k${i}`, done)));
  }
  await store.close?.();
  const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
  expect(lines.length).toBeLessThan(1500);
});
