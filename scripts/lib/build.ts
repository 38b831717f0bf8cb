import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { formatDuration } from "./exec.js";
import { publishablePackages, root, type WorkspacePackage } from "./packages.js";
import { pnpm } from "./pnpm.js";

/**
 * Builds the packages whose sources, or whose dependencies' sources, have changed since their last
 * build. Answers the names of those it built; a package that does not build ends the process.
 */
export async function ensureBuilt(log: (line: string) => void): Promise<readonly string[]> {
  const stamps = new Map<string, string>();
  for (const pkg of publishablePackages()) stamps.set(pkg.name, stampOf(pkg, stamps));
  const stale = publishablePackages().filter((pkg) => !isCurrent(pkg, stamps.get(pkg.name) ?? ""));
  // All at once: packages see each other's sources, so none waits for another's build.
  const failures = await Promise.all(
    stale.map((pkg) => buildOne(pkg, stamps.get(pkg.name) ?? "", log)),
  );
  for (const failure of failures) if (failure !== undefined) log(failure);
  if (failures.some((failure) => failure !== undefined)) process.exit(1);
  return stale.map((pkg) => pkg.name);
}

/** Answers what went wrong, if anything did. */
async function buildOne(
  pkg: WorkspacePackage,
  stamp: string,
  log: (line: string) => void,
): Promise<string | undefined> {
  const started = Date.now();
  rmSync(stampFile(pkg), { force: true });
  const result = await pnpm(["run", "build"], { cwd: pkg.dir });
  if (result.code !== 0) return `${pkg.name} does not build:\n${result.output}`;
  mkdirSync(dirname(stampFile(pkg)), { recursive: true });
  writeFileSync(stampFile(pkg), stamp);
  log(`built ${pkg.name} in ${formatDuration(Date.now() - started)}`);
  return undefined;
}

function isCurrent(pkg: WorkspacePackage, stamp: string): boolean {
  if (!existsSync(join(pkg.dir, "dist"))) return false;
  return existsSync(stampFile(pkg)) && readFileSync(stampFile(pkg), "utf8") === stamp;
}

function stampFile(pkg: WorkspacePackage): string {
  return join(root, "node_modules", ".cache", "hawser", `build-${pkg.short}`);
}

function stampOf(pkg: WorkspacePackage, stamps: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256");
  const files = [
    join(root, "pnpm-lock.yaml"),
    join(root, "tsconfig.base.json"),
    ...["tsconfig.json", "tsup.config.ts"].map((name) => join(pkg.dir, name)),
    ...filesUnder(join(pkg.dir, "src")),
  ];
  // A package's version is not in its build, so that a release needs no other one.
  hash.update(JSON.stringify({ ...pkg.manifest, version: undefined }));
  for (const file of files)
    hash.update(relative(root, file)).update("\0").update(readFileSync(file));
  for (const need of pkg.needs) hash.update(stamps.get(need) ?? "");
  return hash.digest("hex");
}

function filesUnder(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
