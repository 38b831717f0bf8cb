import { readFileSync } from "node:fs";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { exec } from "./lib/exec.js";
import { judge } from "./release/judge.js";
import { rehearse, type Rehearsed } from "./release/rehearse.js";

// What a registry would get: a release is rehearsed, and each tarball is judged, and read by publint
// (strict) and by "are the types wrong" (every resolution mode, ESM and CJS).
const packages = await rehearse(console.log);
let problems = 0;
for (const pkg of packages) {
  const own = judge(pkg, packages).problems;
  const found = [...own, ...(await publintProblems(pkg)), ...(await typeProblems(pkg))];
  problems += found.length;
  console.log(`${pkg.name}: ${found.length === 0 ? "ok" : found.join("\n")}`);
}
if (problems > 0) process.exit(1);

async function publintProblems({ tarball }: Rehearsed): Promise<string[]> {
  const content = new Uint8Array(readFileSync(tarball)).buffer;
  const { messages, pkg } = await publint({ pack: { tarball: content }, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg) ?? message.code}`);
}

async function typeProblems({ manifest, tarball }: Rehearsed): Promise<string[]> {
  // A command line has no types.
  if (manifest.types === undefined) return [];
  const { code, output } = await exec("attw", [tarball, "--format", "ascii", "--no-color"]);
  return code === 0 ? [] : [output];
}
