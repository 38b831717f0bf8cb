import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * What tells a process from a later one that was given its pid: when it began, as exactly as the system
 * knows. Undefined when there is no such process, or the system does not say.
 */
export async function identityOf(pid: number): Promise<string | undefined> {
  if (process.platform === "linux") {
    const stat = await read(`/proc/${pid}/stat`);
    const boot = await read("/proc/sys/kernel/random/boot_id");
    // The name, in parentheses, may hold anything; the start in ticks is the 22nd field.
    const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, began] = [fields?.[0], fields?.[19]];
    if (began === undefined || state === "Z" || state === "X") return undefined;
    return `${boot?.trim().slice(0, 8) ?? ""}-${began}`;
  }
  return ps(pid, "lstart=");
}

/** The command line of a process, where the system tells it. */
export async function commandLineOf(pid: number): Promise<string | undefined> {
  if (process.platform === "linux") {
    const text = await read(`/proc/${pid}/cmdline`);
    return text === undefined || text === "" ? undefined : text.replaceAll("\0", " ").trim();
  }
  return ps(pid, "args=");
}

/** Whether the very process that was recorded still runs. Without an identity: whether any has its pid. */
export async function isRunning(recorded: {
  readonly pid: number;
  readonly process?: string | undefined;
}): Promise<boolean> {
  const identity = await identityOf(recorded.pid);
  if (identity === undefined) return false;
  return recorded.process === undefined || recorded.process === identity;
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return undefined;
  }
}

async function ps(pid: number, field: string): Promise<string | undefined> {
  try {
    // One language for all, so that the same moment is always the same text.
    const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
    const { stdout } = await run("ps", ["-ww", "-o", field, "-p", String(pid)], { env });
    return stdout.trim() === "" ? undefined : stdout.trim();
  } catch {
    return undefined;
  }
}
