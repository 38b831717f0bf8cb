import type { Page } from "./markdown.js";
import type { Problem } from "./problem.js";

/** Pages that a reader finds every package and every example in. */
const OVERVIEWS = ["README.md", "CONTRIBUTING.md"];

export function mentionProblems(
  pages: readonly Page[],
  files: readonly string[],
): readonly Problem[] {
  const manifests = files.flatMap(
    (file) => /^((?:packages|examples)\/[^/]+)\/package\.json$/.exec(file)?.[1] ?? [],
  );
  return pages
    .filter((page) => OVERVIEWS.includes(page.file))
    .flatMap(({ file, lines }) => {
      const text = lines.join("\n");
      const missing = manifests.filter((folder) => !new RegExp(`${folder}(?![\\w-])`).test(text));
      return missing.map((folder) => ({ file, line: 1, text: `does not mention ${folder}` }));
    });
}
