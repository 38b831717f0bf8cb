import { randomBytes } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { isRunning, identityOf } from "../process/identity.js";
import { hasCode, isMissing } from "./atomic.js";

/** Who holds a lock. */
export interface LockHolder {
  readonly pid: number;
  /** Tells a process from a later one with its pid. */
  readonly process?: string | undefined;
}

/** A lock that was got, or who has it. */
export type LockResult =
  | { readonly kind: "got"; readonly release: () => Promise<void> }
  | { readonly kind: "held"; readonly holder: LockHolder };

/**
 * Takes a lock file for this process. One whose process is gone (SIGKILL, power cut) is taken over; one
 * whose pid belongs to another process by now as well.
 */
export async function takeLock(path: string): Promise<LockResult> {
  const own: LockHolder = { pid: process.pid, process: await identityOf(process.pid) };
  const text = JSON.stringify(own);
  const draft = `${path}.${process.pid}-${randomBytes(4).toString("hex")}`;
  // Linked and not opened: it appears with its content, or not at all.
  await writeFile(draft, text, { mode: 0o600, flag: "wx" });
  try {
    for (;;) {
      try {
        await link(draft, path);
        return { kind: "got", release: () => release(path, text) };
      } catch (error) {
        if (!hasCode(error, "EEXIST")) throw error;
      }
      const found = await contentOf(path);
      if (found === undefined) continue;
      const holder = holderOf(found);
      if (holder !== undefined && (await isRunning(holder))) return { kind: "held", holder };
      await remove(path, found, `${draft}.stale`);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** Removes a lock with that content; another one that has come meanwhile is put back. */
async function remove(path: string, stale: string, aside: string): Promise<void> {
  try {
    await rename(path, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  try {
    if ((await contentOf(aside)) === stale) return;
    await link(aside, path).catch((error: unknown) => {
      if (!hasCode(error, "EEXIST")) throw error;
    });
  } finally {
    await rm(aside, { force: true });
  }
}

async function release(path: string, own: string): Promise<void> {
  if ((await contentOf(path)) === own) await rm(path, { force: true });
}

async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function holderOf(text: string): LockHolder | undefined {
  try {
    const { pid, process: identity } = Object(JSON.parse(text)) as Partial<LockHolder>;
    if (typeof pid !== "number") return undefined;
    return { pid, process: typeof identity === "string" ? identity : undefined };
  } catch {
    return undefined;
  }
}
