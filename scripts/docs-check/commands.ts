import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../lib/packages.js";
import type { Page } from "./markdown.js";
import type { Problem } from "./problem.js";

/** A package of the repository, published or not. */
export interface Member {
  readonly name: string;
  readonly folder: string;
  readonly published: boolean;
  readonly scripts: ReadonlySet<string>;
  /** Subpaths of its exports, "." included. */
  readonly exports: ReadonlySet<string>;
}

const PNPM = /(npx -y )?\bpnpm(@[\w.]+)?((?: +(?:"[^"]*"|[^\s`|#&;"]+))+)/g;
const SCOPED = /(?<![\w/.-])@hawser\/([a-z][\w-]*)((?:\/[a-z][\w-]*)*)/g;
/** What pnpm itself can do, as far as the pages use it. */
const BUILT_IN = new Set(["install", "add", "exec", "pack"]);
/** The condition by which the workspace finds sources, and the names of what has no folder. */
const NO_PACKAGE = new Set(["source"]);

/** Commands run scripts that exist, and names of packages and entries are right. */
export function commandProblems(
  pages: readonly Page[],
  files: readonly string[],
): readonly Problem[] {
  const members = membersOf(files);
  const version = manifestOf("package.json").packageManager ?? "";
  const tests = files.filter((file) => /\.test\.tsx?$/.test(file));
  const problems: Problem[] = [];
  for (const { file, lines } of pages) {
    lines.forEach((text, index) => {
      const complain = (what: string): void => {
        problems.push({ file, line: index + 1, text: what });
      };
      for (const [whole, npx, at, rest = ""] of text.matchAll(PNPM)) {
        // "pnpm's own", "what pnpm does": words, no command.
        if (npx === undefined && !new RegExp(`(?:^|\`|\\|) *${escaped(whole)}`).test(text))
          continue;
        if (npx !== undefined && `pnpm${at ?? ""}` !== version)
          complain(`not ${version}: ${whole}`);
        const wrong = wrongCommand(rest.trim().split(/ +/), file, members, tests);
        if (wrong !== undefined) complain(`${wrong}: ${whole}`);
      }
      for (const [whole, short = "", subpath = ""] of text.matchAll(SCOPED)) {
        if (NO_PACKAGE.has(short)) continue;
        const member = members.find(({ name }) => name === `@hawser/${short}`);
        if (member === undefined) complain(`there is no package ${whole}`);
        else if (subpath !== "" && !member.exports.has(`.${subpath}`)) {
          complain(`there is no entry ${whole}`);
        }
      }
      const [, installed = ""] = /\bnpm install (?:--\S+ )*((?:@?[\w/-]+ ?)+)/.exec(text) ?? [];
      for (const name of installed.split(" ").filter((word) => word.startsWith("@hawser/"))) {
        const published = members.some((member) => member.name === name && member.published);
        if (!published) complain(`is not published: ${name}`);
      }
    });
  }
  return problems;
}

function wrongCommand(
  words: readonly string[],
  file: string,
  members: readonly Member[],
  tests: readonly string[],
): string | undefined {
  let folder = "";
  let at = 0;
  for (; words[at]?.startsWith("-"); at += 1) {
    if (words[at] === "--filter" || words[at] === "--dir") {
      at += 1;
      const named = (words[at] ?? "").replace(/^\.\//, "");
      const member = members.find(({ name, folder: own }) => name === named || own === named);
      if (member === undefined) return `there is no package ${named}`;
      folder = member.folder;
    }
  }
  const run = words[at] === "run" ? 1 : 0;
  const command = words[at + run] ?? "";
  if (/^[^a-z]/.test(command) || BUILT_IN.has(command)) return undefined;
  // Without a filter it is the root's, or that of the page's own folder or one beside it.
  const about = (own: string): boolean => own === folder || (folder === "" && isAbout(file, own));
  const scripts = members.filter((member) => about(member.folder));
  if (!scripts.some((member) => member.scripts.has(command)))
    return `there is no script "${command}" in ${folder || "the root"}`;
  const filter = words[at + run + 1] ?? "";
  if (command === "test" && /^[a-z]/.test(filter) && !file.endsWith("CONTRIBUTING.md")) {
    if (!tests.some((test) => test.includes(filter))) return `no test has "${filter}" in its path`;
  }
  return undefined;
}

/** A page in a folder is about that folder and its neighbours. */
function isAbout(file: string, folder: string): boolean {
  return dirname(folder) === dirname(dirname(file));
}

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly packageManager?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, unknown>>;
}

function manifestOf(file: string): Manifest {
  return JSON.parse(readFileSync(join(root, file), "utf8")) as Manifest;
}

function membersOf(files: readonly string[]): readonly Member[] {
  return files
    .filter((file) => /^(?:(?:packages|examples)\/[^/]+\/|e2e\/|bench\/)?package\.json$/.test(file))
    .map((file) => {
      const { name, scripts = {}, exports = {}, private: own } = manifestOf(file);
      return {
        name,
        folder: file.replace(/\/?package\.json$/, ""),
        published: own !== true,
        scripts: new Set(Object.keys(scripts)),
        exports: new Set(Object.keys(exports)),
      };
    });
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
