import { dirname, join } from "node:path/posix";
import type { TarFile } from "./tarball.js";

/**
 * A source map in a package has the sources in itself, since the files that it was made from are not
 * published, and belongs to a script beside it; and no script names a map that is not there.
 */
export function mapProblems(files: readonly TarFile[]): readonly string[] {
  const named = new Set<string>();
  const problems: string[] = [];
  const paths = new Set(files.map(({ path }) => path));
  for (const { path, content } of files.filter((file) => /\.[cm]?js$/.test(file.path))) {
    const name = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(content.toString("utf8"))?.[1];
    if (name === undefined || name.startsWith("data:")) continue;
    const map = join(dirname(path), name);
    named.add(map);
    if (!paths.has(map)) problems.push(`${path} names ${map}, which is not in it`);
  }
  for (const { path, content } of files.filter((file) => file.path.endsWith(".map"))) {
    if (!named.has(path)) problems.push(`${path} is a source map of nothing`);
    const { sources, sourcesContent = [] } = JSON.parse(content.toString("utf8")) as {
      readonly sources: readonly string[];
      readonly sourcesContent?: readonly (string | null)[];
    };
    const empty = sources.filter((_, index) => typeof sourcesContent[index] !== "string");
    if (empty.length > 0) problems.push(`${path} lacks the text of ${empty.join(", ")}`);
  }
  return problems;
}
