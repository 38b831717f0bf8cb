// Runs a command for as long as the process that started this one lives: when that process is gone,
// however it went, the command and all it started are killed. Usage: leash.mjs <command> <args…>,
// with an IPC channel. Sends { pid } when the command runs and { code, signal } when it has ended.
import { spawn } from "node:child_process";
import process from "node:process";

const [command, ...args] = process.argv.slice(2);
// A group of its own, so that one kill reaches its children too.
const child = spawn(command ?? "", args, { stdio: "inherit", detached: true });

/** @param {object} message */
const tell = (message) => {
  if (process.connected) process.send?.(message);
};

child.once("spawn", () => tell({ pid: child.pid }));
child.once("error", (error) => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
  if (process.connected) process.disconnect();
});
child.once("exit", (code, signal) => {
  killGroup();
  tell({ code, signal });
  if (process.connected) process.disconnect();
});
process.on("disconnect", killGroup);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, killGroup);

function killGroup() {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
