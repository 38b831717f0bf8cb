import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const cwd = fileURLToPath(new URL("../..", import.meta.url));
const tsup = join(
  dirname(createRequire(import.meta.url).resolve("tsup/package.json")),
  "dist/cli-default.js",
);

/** Builds the command line once, from the sources as they are; the tests' processes inherit where. */
export async function setup(): Promise<() => Promise<void>> {
  const outDir = await mkdtemp(join(tmpdir(), "grupr-skill-"));
  await promisify(execFile)(process.execPath, [tsup, "--out-dir", outDir], { cwd });
  process.env["BUILT_GRUPR_SKILL"] = join(outDir, "grupr");
  return () => rm(outDir, { recursive: true, force: true });
}
