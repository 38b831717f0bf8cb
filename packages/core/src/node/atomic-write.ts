import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** Options of {@link writeFileAtomically}. */
export interface WriteFileOptions {
  /** Who may read it, whatever the umask says. Default 0o600. */
  readonly mode?: number;
}

/**
 * Replaces a file as a whole: whoever reads it finds the old text or the new one, also after a crash or
 * a power cut. Resolves when the new one is on the disk. A link in its place is replaced, not followed.
 *
 * @throws the file system's errors; the file is as it was then.
 */
export async function writeFileAtomically(
  path: string,
  text: string,
  options: WriteFileOptions = {},
): Promise<void> {
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    await writeNewFile(draft, text, options.mode ?? 0o600);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Writes a file that is not there yet. Resolves when its content is on the disk. */
export async function writeNewFile(path: string, text: string, mode: number): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    await file.writeFile(text);
    // The umask has taken from the mode.
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A name is a folder's content, which is written by itself. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // Not every system can (Windows); the file is whole in any case.
  }
}
