import { statSync } from "node:fs";
import { formatDuration } from "./lib/exec.js";
import { judge } from "./release/judge.js";
import { rehearse, type Rehearsed } from "./release/rehearse.js";

// `pnpm release:dry-run`: what a release from here would publish, to the last file. It works on a
// copy, and leaves everything as it is. `--short` leaves out the lists of files.
const short = process.argv.includes("--short");
const started = Date.now();
const packages = await rehearse(console.log);
let problems = 0;
for (const pkg of packages) {
  const verdict = judge(pkg, packages);
  problems += verdict.problems.length;
  show(pkg);
  for (const warning of verdict.warnings) console.log(`  warning: ${warning}`);
  for (const problem of verdict.problems) console.log(`  PROBLEM: ${problem}`);
}
const released = packages.filter(({ version, from }) => version !== from);
const took = formatDuration(Date.now() - started);
console.log(
  `\n${released.length} of ${packages.length} packages would be published, ${problems} problems (${took}).`,
);
if (problems > 0) process.exit(1);

function show(pkg: Rehearsed): void {
  const { name, from, version, tag, access, files, manifest } = pkg;
  console.log(`\n${name} ${from} → ${version} (tag ${tag}, access ${access})`);
  const unpacked = files.reduce((sum, { content }) => sum + content.length, 0);
  const packed = statSync(pkg.tarball).size;
  console.log(`  ${files.length} files, ${size(packed)} packed, ${size(unpacked)} unpacked`);
  for (const { path, content } of short ? [] : files) {
    console.log(`    ${size(content.length).padStart(10)}  ${path}`);
  }
  list("dependencies", manifest.dependencies);
  list("optional dependencies", manifest.optionalDependencies);
  list("peer dependencies", manifest.peerDependencies, (peer) =>
    manifest.peerDependenciesMeta?.[peer]?.optional === true ? " (optional)" : "",
  );
  console.log(`  changelog${pkg.changes === "" ? ": none" : ""}`);
  if (pkg.changes !== "") console.log(pkg.changes.replaceAll(/^(?=.)/gm, "    "));
}

function list(
  title: string,
  ranges: Readonly<Record<string, string>> = {},
  note: (name: string) => string = () => "",
): void {
  const lines = Object.entries(ranges).map(([name, range]) => `    ${name} ${range}${note(name)}`);
  if (lines.length > 0) console.log([`  ${title}`, ...lines].join("\n"));
}

function size(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`;
}
