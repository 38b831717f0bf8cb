import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

export interface TarFile {
  /** Its path in the package. */
  readonly path: string;
  readonly executable: boolean;
  readonly content: Buffer;
}

const BLOCK = 512;

/** The files of an npm tarball, by path. */
export function readTarball(tarball: string): readonly TarFile[] {
  const bytes = gunzipSync(readFileSync(tarball));
  const files: TarFile[] = [];
  let longName: string | undefined;
  let next = 0;
  while (next + BLOCK <= bytes.length && bytes[next] !== 0) {
    const header = bytes.subarray(next, next + BLOCK);
    const text = (from: number, length: number): string =>
      header.toString("utf8", from, from + length).replace(/\0.*$/s, "");
    const number = (from: number, length: number): number => Number.parseInt(text(from, length), 8);
    const size = number(124, 12);
    const content = bytes.subarray(next + BLOCK, next + BLOCK + size);
    next += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const type = text(156, 1);
    // Such a header gives the next entry a name that is too long for the entry's own.
    if (type === "x") {
      longName = /\d+ path=(.*)\n/.exec(content.toString("utf8"))?.[1];
      continue;
    }
    const prefix = text(345, 155);
    const name = longName ?? (prefix === "" ? text(0, 100) : `${prefix}/${text(0, 100)}`);
    longName = undefined;
    if (type !== "0" && type !== "") continue;
    const executable = (number(100, 8) & 0o111) !== 0;
    files.push({ path: name.replace(/^package\//, ""), executable, content });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
