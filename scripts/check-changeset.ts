import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { exec } from "./lib/exec.js";
import { publishablePackages, root, type WorkspacePackage } from "./lib/packages.js";

// Every package that has changed since its last release must be named by a changeset, so that the
// release says what changed and why. A release is the commit that last wrote the CHANGELOG.md.
const named = changesetText();
const missing: string[] = [];
for (const pkg of publishablePackages()) {
  if (named.includes(`"${pkg.name}":`) || named.includes(`'${pkg.name}':`)) continue;
  if (await changedSinceRelease(pkg)) missing.push(pkg.name);
}

if (missing.length > 0) {
  console.log(`Changed since their last release, but named by no changeset: ${missing.join(", ")}`);
  process.exit(1);
}
console.log("Every changed package is named by a changeset.");

/** The front matter of all pending changesets. */
function changesetText(): string {
  const folder = join(root, ".changeset");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .map((name) => readFileSync(join(folder, name), "utf8").split(/^---$/m)[1] ?? "")
    .join("\n");
}

async function changedSinceRelease(pkg: WorkspacePackage): Promise<boolean> {
  const dir = `packages/${pkg.short}`;
  const log = await exec("git", ["log", "-1", "--format=%H", "--", `${dir}/CHANGELOG.md`]);
  const release = log.output.trim();
  if (log.code !== 0 || release === "") return true;
  const published = [`${dir}/src`, `${dir}/package.json`, `${dir}/README.md`];
  const diff = await exec("git", ["diff", "--quiet", release, "--", ...published]);
  return diff.code !== 0;
}
