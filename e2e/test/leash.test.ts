import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { LeashedProcess } from "../src/leashed-process.js";

const leash = fileURLToPath(new URL("../src/leash.mjs", import.meta.url));
// Deaf to polite signals, as a gateway that drains is.
const STUBBORN = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')";

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it("ends a gateway whose suite was killed", async () => {
  const suite = spawn(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `import { fork } from "node:child_process";
       const child = fork(${JSON.stringify(leash)}, [process.execPath, "-e", ${JSON.stringify(STUBBORN)}], { execArgv: [] });
       child.on("message", (message) => message.pid && console.log(message.pid));`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let printed = "";
  for await (const chunk of suite.stdout) {
    printed += String(chunk);
    if (/\d+/.test(printed) && printed.includes("up")) break;
  }
  const pid = Number(/\d+/.exec(printed)?.[0]);
  expect(isAlive(pid)).toBe(true);
  suite.kill("SIGKILL");
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});

it("passes on how the command ended, and what it printed", async () => {
  const running = await LeashedProcess.start(
    process.execPath,
    ["-e", "console.log('hello'); process.exit(3)"],
    { env: process.env, cwd: process.cwd() },
  );
  expect(await running.exited).toEqual({ code: 3, signal: null });
  expect(running.output).toBe("hello\n");
  running.signal("SIGKILL");
});

it("signals the command", async () => {
  const running = await LeashedProcess.start(process.execPath, ["-e", STUBBORN], {
    env: process.env,
    cwd: process.cwd(),
  });
  running.signal("SIGKILL");
  expect(await running.exited).toEqual({ code: null, signal: "SIGKILL" });
  expect(isAlive(running.pid)).toBe(false);
});

it("says that a command cannot be started", async () => {
  const started = LeashedProcess.start("/no/such/command", [], { env: {}, cwd: process.cwd() });
  await expect(started).rejects.toThrow(/no\/such\/command.*ENOENT/s);
});
