import { readFile } from "node:fs/promises";
import { hostname } from "node:os";

/** Who holds a lock, as its file says. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Tells a process from another that got its pid later; undefined where the system does not say. */
  readonly born: string | undefined;
}

/** This process. */
export async function thisProcess(): Promise<Holder> {
  return { pid: process.pid, host: hostname(), born: await bornOf(process.pid) };
}

/** Reads a lock file; undefined when it does not say who holds it. */
export function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, host, born } = JSON.parse(text) as Partial<Record<keyof Holder, unknown>>;
    if (typeof pid !== "number" || typeof host !== "string") {
      return undefined;
    }
    return { pid, host, born: typeof born === "string" ? born : undefined };
  } catch {
    return undefined;
  }
}

/** Whether the process still runs; undefined for one of another machine (or container). */
export async function isAlive(holder: Holder): Promise<boolean | undefined> {
  if (holder.host !== hostname()) return undefined;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const born = await bornOf(holder.pid);
  return holder.born === undefined || born === undefined || born === holder.born;
}

/** Linux: the boot and the moment in it at which a process began. */
async function bornOf(pid: number): Promise<string | undefined> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
    ]);
    // The name, in parentheses, may hold anything; the start time is the 20th field after it.
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return ticks === undefined ? undefined : `${boot.trim()}:${ticks}`;
  } catch {
    return undefined;
  }
}
