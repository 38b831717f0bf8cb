import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { later } from "../support/cleanup.js";

const program = fileURLToPath(new URL("../support/crash-worker.mjs", import.meta.url));

/** One life of a runner, killed when it says that. */
async function live(path: string, how: string, killAt?: string): Promise<string[]> {
  const child = spawn(
    process.execPath,
    ["--conditions=@hawser/source", "--import=tsx", program, path, how],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  later(() => child.kill("SIGKILL"));
  const said: string[] = [];
  const exit = once(child, "exit");
  createInterface({ input: child.stdout }).on("line", (line) => {
    said.push(line);
    if (killAt !== undefined && line.startsWith(killAt)) child.kill("SIGKILL");
  });
  await exit;
  return said;
}

test("a runner that is killed goes on where it was", { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "hawser-crash-"));
  later(() => rm(folder, { recursive: true }));
  const path = join(folder, "state.jsonl");
  expect(await live(path, "dies-working", "asked")).toEqual(["asked: attempt 1, new"]);
  expect(await live(path, "dies-replying", "sending")).toEqual([
    "asked: attempt 1, resumed",
    "sending: the answer",
  ]);
  expect(await live(path, "lives")).toEqual(["sending: the answer", "ended"]);
  expect(await live(path, "lives")).toEqual(["skipped", "ended"]);
});
