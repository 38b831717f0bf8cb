import { randomUUID } from "node:crypto";
import { link, readFile, rename, unlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { HawserError } from "@hawser/core";
import { codeOf, ignoreMissing } from "./files.js";

interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  /** Tells a process from another that got its pid later; undefined where the system does not say. */
  readonly born: string | undefined;
}

/**
 * Takes `<path>.lock`. A lock whose process is gone is taken over.
 *
 * @returns gives it back.
 * @throws HawserError `STORE_LOCKED`.
 */
export async function lockFile(path: string): Promise<() => Promise<void>> {
  const lock = `${path}.lock`;
  const id = randomUUID();
  const draft = `${lock}.${id}`;
  const holder: Holder = {
    id,
    pid: process.pid,
    host: hostname(),
    born: await bornOf(process.pid),
  };
  await writeFile(draft, JSON.stringify(holder), { mode: 0o600, flag: "wx" });
  try {
    // Linked, not written in place: nobody ever reads half of it.
    while (!(await take(draft, lock))) await removeAbandoned(lock, `${draft}.old`);
  } finally {
    await unlink(draft);
  }
  return async () => {
    const text = await readFile(lock, "utf8").catch(ignoreMissing);
    if (text?.includes(id) === true) await unlink(lock).catch(ignoreMissing);
  };
}

async function take(draft: string, lock: string): Promise<boolean> {
  try {
    await link(draft, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** @throws HawserError `STORE_LOCKED` when the lock is in use, or nobody can tell. */
async function removeAbandoned(lock: string, aside: string): Promise<void> {
  const text = await readFile(lock, "utf8").catch(ignoreMissing);
  if (text === undefined) return;
  if (!(await isGone(text))) throw locked(lock);
  // Two processes may find the same lock abandoned: moving it aside picks one of them, and comparing what
  // was moved keeps the slower one from removing what the quicker one has taken meanwhile.
  try {
    await rename(lock, aside);
  } catch (error) {
    ignoreMissing(error);
    return;
  }
  const moved = await readFile(aside, "utf8").catch(ignoreMissing);
  if (moved !== text) await link(aside, lock).catch(() => undefined);
  await unlink(aside).catch(ignoreMissing);
}

async function isGone(text: string): Promise<boolean> {
  let holder: Partial<Holder>;
  try {
    holder = JSON.parse(text) as Partial<Holder>;
  } catch {
    return false;
  }
  const { pid, host, born } = holder;
  if (typeof pid !== "number" || host !== hostname()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    if (codeOf(error) === "ESRCH") return true;
  }
  const now = await bornOf(pid);
  return born !== undefined && now !== undefined && now !== born;
}

function locked(lock: string): HawserError {
  return new HawserError(`Another runner has the store, and keeps ${lock}`, {
    code: "STORE_LOCKED",
    hint: `Stop it first. If there is no such process, delete ${lock}.`,
  });
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
