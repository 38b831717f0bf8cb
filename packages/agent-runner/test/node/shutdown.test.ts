import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { later } from "../support/cleanup.js";

const program = fileURLToPath(new URL("../support/slow-worker.mjs", import.meta.url));

async function begin(): Promise<{ child: ChildProcess; said: string[]; exit: Promise<unknown[]> }> {
  const child = spawn(process.execPath, ["--conditions=@hawser/source", "--import=tsx", program], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  later(() => child.kill("SIGKILL"));
  const said: string[] = [];
  const exit = once(child, "exit");
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) =>
    said.push(line),
  );
  await expect.poll(() => said, { timeout: 20_000 }).toContain("begun");
  return { child, said, exit };
}

test("SIGTERM lets the work end that is in hand", { timeout: 40_000 }, async () => {
  const { child, said, exit } = await begin();
  child.kill("SIGTERM");
  await expect.poll(() => said).toContain("draining");
  child.stdin?.write("finish\n");
  expect(await exit).toEqual([0, null]);
  expect(said).toEqual(["begun", "draining", "replied: finish", "ended 1"]);
});

test("a second SIGTERM does not wait", { timeout: 40_000 }, async () => {
  const { child, said, exit } = await begin();
  child.kill("SIGTERM");
  await expect.poll(() => said).toContain("draining");
  child.kill("SIGTERM");
  expect(await exit).toEqual([null, "SIGTERM"]);
});
