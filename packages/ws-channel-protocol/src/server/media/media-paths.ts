import { realpath, stat } from "node:fs/promises";
import { basename, isAbsolute, relative, resolve, sep } from "node:path";
import type { ChannelMedia } from "../message.js";
import type { NotAdmitted } from "../replies/admission.js";

// The same for a file that is not there and one that may not be read: nobody learns which it was.
const REFUSED: NotAdmitted = {
  code: "media_refused",
  error:
    "The server has no such file for you: it takes paths below its media roots, or attachments",
};

/**
 * Finds the files that a message names. Relative paths are looked for below each root; links are
 * followed first and judged by where they lead.
 *
 * @param maxBytes - bound on all files together.
 */
export async function resolveMediaPaths(
  paths: readonly string[],
  types: readonly (string | undefined)[],
  roots: readonly string[],
  maxBytes: number,
): Promise<ChannelMedia[] | NotAdmitted> {
  const realRoots = await Promise.all(roots.map((root) => realpath(root).catch(() => undefined)));
  const media: ChannelMedia[] = [];
  let room = maxBytes;
  for (const [index, path] of paths.entries()) {
    const file = await findBelow(
      path,
      realRoots.filter((root) => root !== undefined),
    );
    if (file === undefined) return REFUSED;
    room -= file.size;
    if (room < 0) {
      return { code: "too_large", error: `A message's files may have ${maxBytes} bytes at most` };
    }
    const mimeType = types[index];
    const name = basename(file.path);
    media.push({ path: file.path, name, ...(mimeType ? { mimeType } : {}) });
  }
  return media;
}

async function findBelow(
  path: string,
  roots: readonly string[],
): Promise<{ readonly path: string; readonly size: number } | undefined> {
  for (const root of roots) {
    try {
      const real = await realpath(resolve(root, path));
      if (!isBelow(real, root)) continue;
      const file = await stat(real);
      if (file.isFile()) return { path: real, size: file.size };
    } catch {
      // Not there, not readable, or no path at all (a NUL in it): not below this root.
    }
  }
  return undefined;
}

function isBelow(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
