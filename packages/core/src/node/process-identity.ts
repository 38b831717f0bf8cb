import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { promisify } from "node:util";
import { errorCode } from "./error-code.js";

const run = promisify(execFile);

/** A process, told apart from a later one that was given its pid. Plain JSON. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The machine, by its name. */
  readonly host: string;
  /** When it began, as exactly as the system knows. Only fit to be compared; missing where it does not say. */
  readonly born?: string;
}

type Look =
  | { readonly kind: "there"; readonly born: string }
  /** It has ended, and nobody has asked for its exit code yet. */
  | { readonly kind: "ended" }
  | { readonly kind: "unknown" };

/**
 * The identity of a process on this machine. Undefined when there is none.
 *
 * @param pid - default: this process.
 */
export async function identifyProcess(
  pid: number = process.pid,
): Promise<ProcessIdentity | undefined> {
  if (!hasPid(pid)) return undefined;
  const found = await look(pid);
  // Or it has gone since it was asked for.
  if (found.kind === "ended" || (found.kind === "unknown" && !hasPid(pid))) return undefined;
  return { pid, host: hostname(), ...(found.kind === "there" && { born: found.born }) };
}

/**
 * Whether the very process that was identified still runs; of one without `born`, whether any has its
 * pid. Undefined for a process of another machine (or container): nobody can tell.
 */
export async function isProcessRunning(identity: ProcessIdentity): Promise<boolean | undefined> {
  const { pid, host, born } = identity;
  if (host !== hostname()) return undefined;
  const now = await identifyProcess(pid);
  if (now === undefined) return false;
  return born === undefined || now.born === undefined || now.born === born;
}

/** The command line of a process, where the system tells it (Linux, macOS). */
export async function commandLineOf(pid: number): Promise<string | undefined> {
  if (process.platform !== "linux") return ps(pid, "args=");
  const text = await read(`/proc/${pid}/cmdline`);
  return text === undefined || text === "" ? undefined : text.replaceAll("\0", " ").trim();
}

function hasPid(pid: number): boolean {
  // 0 and what is below it name groups.
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Otherwise it runs, as somebody else (EPERM).
    return errorCode(error) !== "ESRCH";
  }
}

async function look(pid: number): Promise<Look> {
  if (process.platform !== "linux") {
    const born = await ps(pid, "lstart=");
    return born === undefined ? { kind: "unknown" } : { kind: "there", born };
  }
  const stat = await read(`/proc/${pid}/stat`);
  const boot = await read("/proc/sys/kernel/random/boot_id");
  // The name, in parentheses, may hold anything; the state is the first field after it, the start the 20th.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, began] = [fields?.[0], fields?.[19]];
  if (state === "Z" || state === "X") return { kind: "ended" };
  if (began === undefined || boot === undefined) return { kind: "unknown" };
  return { kind: "there", born: `${boot.trim()}:${began}` };
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
    // One language and zone for all, so that the same moment is always the same text.
    const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
    const { stdout } = await run("ps", ["-ww", "-o", field, "-p", String(pid)], { env });
    return stdout.trim() === "" ? undefined : stdout.trim();
  } catch {
    return undefined;
  }
}
