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

/** How long another process that takes over the same lock is waited for, ms. */
const TURN_MS = 20;

/**
 * Takes a lock file for this process. One whose process is gone (SIGKILL, power cut) is taken over; one
 * whose pid belongs to another process by now as well.
 *
 * Several may find the same stale lock: a second file, the claim, lets one of them at a time look again
 * and replace it. The lock itself is never missing meanwhile.
 */
export async function takeLock(path: string): Promise<LockResult> {
  const own: LockHolder = { pid: process.pid, process: await identityOf(process.pid) };
  const text = JSON.stringify({ ...own, id: randomBytes(8).toString("hex") });
  const draft = `${path}.${process.pid}-${randomBytes(4).toString("hex")}`;
  const claim = `${path}.claim`;
  // Linked and not opened: it appears with its content, or not at all.
  await writeFile(draft, text, { mode: 0o600, flag: "wx" });
  try {
    for (;;) {
      if (await linked(draft, path)) return got(path, text);
      const holder = await runningHolder(path);
      if (holder !== undefined) return { kind: "held", holder };
      if (await linked(draft, claim)) {
        try {
          if ((await runningHolder(path)) === undefined) {
            await copyOver(draft, path);
            return got(path, text);
          }
        } finally {
          await rm(claim, { force: true });
        }
      } else if (await isAbandoned(claim)) {
        // Whoever claimed it has died within a moment.
        await rm(claim, { force: true });
      } else await new Promise((next) => setTimeout(next, TURN_MS));
    }
  } finally {
    await rm(draft, { force: true });
  }
}

function got(path: string, text: string): LockResult {
  return { kind: "got", release: () => release(path, text) };
}

/** Puts the same content in the place of whatever is there. */
async function copyOver(draft: string, path: string): Promise<void> {
  const copy = `${draft}.new`;
  await link(draft, copy);
  await rename(copy, path);
}

/** Whether the name was free and is this file's now. */
async function linked(file: string, name: string): Promise<boolean> {
  try {
    await link(file, name);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** Who holds it, if that process runs. */
async function runningHolder(path: string): Promise<LockHolder | undefined> {
  const text = await contentOf(path);
  const holder = text === undefined ? undefined : holderOf(text);
  return holder !== undefined && (await isRunning(holder)) ? holder : undefined;
}

/** Whether it is there, and nobody holds it. */
async function isAbandoned(path: string): Promise<boolean> {
  const text = await contentOf(path);
  if (text === undefined) return false;
  const holder = holderOf(text);
  return holder === undefined || !(await isRunning(holder));
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
