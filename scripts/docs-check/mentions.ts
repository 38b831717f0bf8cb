import type { Page } from "./markdown.js";
import type { Problem } from "./problem.js";

/** Pages that a reader finds every package and every example in. */
const OVERVIEWS = ["README.md", "CONTRIBUTING.md"];

/** What every package's README has beside its examples and options. */
const SECTIONS = [
  ["what it guarantees", /^(?:#+ )?(?:What you can rely on|Guarantees)/],
  [
    "its errors, or what to do when something is wrong",
    /^#+ (?:Errors|When something is wrong)|Errors of a server/,
  ],
] as const;

export function mentionProblems(
  pages: readonly Page[],
  files: readonly string[],
): readonly Problem[] {
  const manifests = files.flatMap(
    (file) => /^((?:packages|examples)\/[^/]+)\/package\.json$/.exec(file)?.[1] ?? [],
  );
  const sections = pages
    .filter(({ file }) => /^packages\/[^/]+\/README\.md$/.test(file))
    .flatMap(({ file, lines }) =>
      SECTIONS.filter(([, heading]) => !lines.some((line) => heading.test(line))).map(([what]) => ({
        file,
        line: 1,
        text: `does not say ${what}`,
      })),
    );
  const mentions = pages
    .filter((page) => OVERVIEWS.includes(page.file))
    .flatMap(({ file, lines }) => {
      const text = lines.join("\n");
      const missing = manifests.filter((folder) => !new RegExp(`${folder}(?![\\w-])`).test(text));
      return missing.map((folder) => ({ file, line: 1, text: `does not mention ${folder}` }));
    });
  return [...sections, ...mentions];
}
