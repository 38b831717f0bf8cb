import { commandLineOf, identifyProcess, isProcessRunning } from "@hawser/core/node";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { expect, onTestFinished, test } from "vitest";

test("a process runs until it has ended, and another one with its pid is not it", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "some words"]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const identity = await identifyProcess(child.pid);
  if (identity === undefined) throw new Error("it runs");
  expect(identity).toEqual({
    pid: child.pid,
    host: hostname(),
    born: expect.any(String) as string,
  });
  expect(await identifyProcess(child.pid)).toEqual(identity);
  expect(await isProcessRunning(identity)).toBe(true);
  expect(await isProcessRunning({ pid: identity.pid, host: identity.host })).toBe(true);
  expect(await isProcessRunning({ ...identity, born: "earlier" })).toBe(false);
  await expect.poll(() => commandLineOf(identity.pid)).toContain("some words");
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
  expect(await isProcessRunning(identity)).toBe(false);
  expect(await identifyProcess(child.pid)).toBeUndefined();
  expect(await commandLineOf(identity.pid)).toBeUndefined();
});

test("this process is told apart from others", async () => {
  const own = await identifyProcess();
  expect(own?.pid).toBe(process.pid);
  expect((await identifyProcess(process.ppid))?.born).not.toBe(own?.born);
});

test("one that has ended is gone, though nobody has asked for its exit code yet", async () => {
  // A shell that starts a child, says its pid, and becomes a program that never waits for it.
  const parent = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 61"]);
  onTestFinished(() => void parent.kill("SIGKILL"));
  const [line] = (await once(parent.stdout, "data")) as [Buffer];
  const pid = Number(line.toString());
  await expect.poll(() => commandLineOf(parent.pid ?? 0)).toBe("sleep 61");
  expect(await identifyProcess(pid)).toBeDefined();
  process.kill(pid, "SIGKILL");
  await expect.poll(() => identifyProcess(pid)).toBeUndefined();
  // The pid is still taken.
  expect(process.kill(pid, 0)).toBe(true);
});

test("nobody can tell of a process elsewhere, and what is no pid is none", async () => {
  expect(await isProcessRunning({ pid: process.pid, host: "elsewhere" })).toBeUndefined();
  for (const pid of [0, -1, 1.5, Number.NaN, 2 ** 31 - 1]) {
    expect(await identifyProcess(pid)).toBeUndefined();
  }
});
