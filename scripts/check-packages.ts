import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { ensureBuilt } from "./lib/build.js";
import { exec } from "./lib/exec.js";
import { packAll, type Packed } from "./lib/pack.js";
import { entriesOf } from "./lib/packages.js";

// What a registry would get: each package is packed, and its tarball read by publint (strict) and
// by "are the types wrong" (every resolution mode, ESM and CJS).
await ensureBuilt(console.log);
const folder = mkdtempSync(join(tmpdir(), "hawser-pack-"));
let problems = 0;
try {
  for (const packed of await packAll(folder)) {
    const found = [...(await publintProblems(packed)), ...(await typeProblems(packed))];
    problems += found.length;
    console.log(`${packed.pkg.name}: ${found.length === 0 ? "ok" : found.join("\n")}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
if (problems > 0) process.exit(1);

async function publintProblems({ tarball }: Packed): Promise<string[]> {
  const content = new Uint8Array(readFileSync(tarball)).buffer;
  const { messages, pkg } = await publint({ pack: { tarball: content }, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg) ?? message.code}`);
}

async function typeProblems({ pkg, tarball }: Packed): Promise<string[]> {
  // A command line has no types.
  if (entriesOf(pkg).length === 0) return [];
  const { code, output } = await exec("attw", [tarball, "--format", "ascii", "--no-color"]);
  return code === 0 ? [] : [output];
}
