import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("../..", import.meta.url));

const TESTKIT = "@hawser/testkit";

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export interface WorkspacePackage {
  readonly name: string;
  /** The name without its scope, which is also the name of its directory. */
  readonly short: string;
  readonly dir: string;
  readonly manifest: Manifest;
  /** Names of the workspace packages that it depends on at run time, or has bundled. */
  readonly needs: readonly string[];
}

/** Every publishable package under packages/, each after those it depends on. */
export function publishablePackages(): readonly WorkspacePackage[] {
  const all = readdirSync(join(root, "packages"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry): WorkspacePackage => {
      const dir = join(root, "packages", entry.name);
      const manifest = JSON.parse(readFileSync(join(dir, "package.json"), "utf8")) as Manifest;
      // The testkit is what tests need; any other development dependency of ours is bundled.
      const bundled = Object.keys(manifest.devDependencies ?? {}).filter((n) => n !== TESTKIT);
      const needs = [...Object.keys(manifest.dependencies ?? {}), ...bundled].filter((n) =>
        n.startsWith("@hawser/"),
      );
      return { name: manifest.name, short: entry.name, dir, manifest, needs };
    })
    .filter((pkg) => pkg.manifest.private !== true);
  const sorted: WorkspacePackage[] = [];
  const visit = (pkg: WorkspacePackage): void => {
    if (sorted.includes(pkg)) return;
    for (const need of pkg.needs) {
      const found = all.find((other) => other.name === need);
      if (found) visit(found);
    }
    sorted.push(pkg);
  };
  for (const pkg of all) visit(pkg);
  return sorted;
}

interface ConditionalExport {
  readonly "@hawser/source"?: string;
  readonly import?: { readonly types?: string; readonly default?: string };
  readonly types?: string;
}

export interface Entry {
  /** "." or "./node" … as written in `exports`. */
  readonly subpath: string;
  /** "index", "node", … : what a report about this entry is called. */
  readonly name: string;
  /** The entry's source file, relative to the package. */
  readonly source: string;
  /** The entry's type declarations for ESM, relative to the package. */
  readonly types: string;
}

/** The entries that a package offers, read from its `exports`. */
export function entriesOf(pkg: WorkspacePackage): readonly Entry[] {
  const entries: Entry[] = [];
  for (const [subpath, target] of Object.entries(pkg.manifest.exports ?? {})) {
    if (typeof target !== "object" || target === null) continue;
    const conditional = target as ConditionalExport;
    const types = conditional.import?.types ?? conditional.types;
    const source = conditional["@hawser/source"];
    if (types === undefined || source === undefined) {
      throw new Error(`${pkg.name}: the export "${subpath}" lacks "@hawser/source" or "types"`);
    }
    const name = subpath === "." ? "index" : subpath.slice(2).replaceAll("/", "-");
    entries.push({ subpath, name, source, types });
  }
  return entries;
}
