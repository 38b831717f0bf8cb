import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { dependenciesOf, standalonePackage } from "./standalone-package.js";
import { standaloneTsconfig } from "./standalone-tsconfig.js";

/** The pages that can be taken out, by their folders beside this one. */
export const PAGES = ["web-chat", "web-console"] as const;
export type PageName = (typeof PAGES)[number];

const NAME = "@hawser/example-web-parts";
const parts: string = fileURLToPath(new URL("..", import.meta.url));
const examples: string = dirname(parts.replace(/\/$/, ""));

/**
 * Copies a page and the parts it stands on into a folder of its own, which needs nothing of this
 * repository: the parts lie in `src/parts`, and packages are named with the versions that are used here.
 *
 * @throws Error when the folder has something in it.
 */
export function takeOut(name: PageName, into: string): void {
  if (existsSync(into) && readdirSync(into).length > 0) throw new Error(`${into} is not empty`);
  const page = join(examples, name);
  mkdirSync(into, { recursive: true });
  for (const part of ["index.html", "public", "src", "vite.config.ts"]) {
    cpSync(join(page, part), join(into, part), { recursive: true });
  }
  cpSync(join(parts, "src"), join(into, "src/parts"), { recursive: true });
  cpSync(join(parts, "vite"), join(into, "vite"), { recursive: true });
  for (const file of sourcesIn(into)) {
    const text = readFileSync(file, "utf8");
    writeFileSync(
      file,
      atHome(text, (target) => pathTo(file, join(into, target))),
    );
  }
  const dependencies = { ...dependenciesOf(parts, NAME), ...dependenciesOf(page, NAME) };
  write(join(into, "package.json"), standalonePackage(basename(into), dependencies));
  write(join(into, "tsconfig.json"), standaloneTsconfig());
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(?:tsx?|css)$/.test(file))
    .map((file) => join(folder, file));
}

/** Has imports of the parts lead to where they lie now. */
function atHome(text: string, to: (target: string) => string): string {
  return text
    .replaceAll(/\/\/ By its path: .*\n/g, "")
    .replaceAll(new RegExp(`"${NAME}/style/([^"]+)"`, "g"), (_, file: string) =>
      quoted(to(`src/parts/style/${file}`)),
    )
    .replaceAll(new RegExp(`"${NAME}/([^"]+)"`, "g"), (_, entry: string) =>
      quoted(to(`src/parts/${entry}/index.js`)),
    )
    .replaceAll(/"\.\.\/web-parts\/([^"]+)"/g, (_, file: string) => quoted(to(file)));
}

function pathTo(from: string, target: string): string {
  const path = relative(dirname(from), target);
  return path.startsWith(".") ? path : `./${path}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function write(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
