import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { ignoreMissing } from "./error-code.js";
import { isProcessRunning, type ProcessIdentity } from "./process-identity.js";

// A lock that was left behind is taken over by making `<lock>.after.<mark of its content>`: the file system
// lets only one do that. That file becomes the lock by being renamed, so that the lock is never missing
// meanwhile, and no two contents have the same mark, so that removing a file that follows nothing any more
// harms nobody. Whoever dies before it could rename is succeeded in the same way: lock → its successor →
// that one's successor. The last of this line has the lock, or is about to.

/** So often a holder shows that it lives, to those that cannot see its process, ms. */
export const TOUCH_MS = 10_000;
/** A file whose process cannot be seen counts as left behind after so long, ms. */
const ABANDONED_MS = 60_000;

/** One who has a lock, or is taking it over. */
export interface Claim {
  readonly path: string;
  /** Of its content. */
  readonly mark: string;
  /** Undefined: it does not say. */
  readonly holder: ProcessIdentity | undefined;
  /** When it was last touched, ms since 1970. */
  readonly touchedAt: number;
}

/** From the lock's file to the last one who follows it. All but the last are left behind. */
export async function lineOf(path: string): Promise<Claim[]> {
  const line: Claim[] = [];
  for (let at = path; ;) {
    const claim = await readClaim(at);
    if (claim === undefined) return line;
    line.push(claim);
    if (!(await isLeftBehind(claim))) return line;
    at = successorOf(path, claim);
  }
}

/** The file that whoever takes over a claim has to make. */
export function successorOf(path: string, { mark }: Claim): string {
  return `${path}.after.${mark}`;
}

/** Whether nobody holds it any more. */
export async function isLeftBehind({ holder, touchedAt }: Claim): Promise<boolean> {
  const running = holder === undefined ? undefined : await isProcessRunning(holder);
  return running === undefined ? Date.now() - touchedAt > ABANDONED_MS : !running;
}

export function markOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

async function readClaim(path: string): Promise<Claim | undefined> {
  const text = await readFile(path, "utf8").catch(ignoreMissing);
  const { mtimeMs: touchedAt } = (await stat(path).catch(ignoreMissing)) ?? {};
  if (text === undefined || touchedAt === undefined) return undefined;
  return { path, mark: markOf(text), holder: holderIn(text), touchedAt };
}

function holderIn(text: string): ProcessIdentity | undefined {
  try {
    const { pid, host, born } = Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
    if (typeof pid !== "number" || typeof host !== "string") return undefined;
    return { pid, host, ...(typeof born === "string" && { born }) };
  } catch {
    return undefined;
  }
}
