import { dirname, join, normalize } from "node:path/posix";
import type { Page } from "./markdown.js";
import type { Problem } from "./problem.js";

/** Links inside the repository lead to a file or folder that is in it, and to a heading that is there. */
export function linkProblems(pages: readonly Page[], files: readonly string[]): readonly Problem[] {
  const known = new Set(files);
  for (const file of files) {
    for (let folder = dirname(file); folder !== "."; folder = dirname(folder)) known.add(folder);
  }
  const byFile = new Map(pages.map((page) => [page.file, page]));
  return pages.flatMap((page) =>
    page.links.flatMap(({ file, line, target }) => {
      if (/^[a-z]+:/.test(target)) return [];
      const [path = "", anchor] = target.split("#");
      const to = path === "" ? file : normalize(join(dirname(file), path)).replace(/\/$/, "");
      if (!known.has(to)) return [{ file, line, text: `leads nowhere: ${target}` }];
      const there = byFile.get(to);
      if (anchor === undefined || there?.anchors.has(anchor)) return [];
      return [{ file, line, text: `there is no such heading: ${target}` }];
    }),
  );
}
