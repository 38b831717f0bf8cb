import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { ensureBuilt } from "./lib/build.js";
import { exec, formatDuration } from "./lib/exec.js";
import { root } from "./lib/packages.js";
import { readResults } from "./lib/results.js";

// `pnpm test [vitest arguments]` and `pnpm test:browser`: builds what the tests load from dist/,
// runs vitest and ends with what passed. RESULTS_DIR keeps vitest's JSON report (see .ci/run).
const [suite = "unit", ...rest] = process.argv.slice(2);
const projects =
  suite === "browser"
    ? ["--project", "browser:*", "--no-file-parallelism"]
    : ["--project", "!browser:*"];
const args = rest.some((arg) => arg.startsWith("--project")) ? rest : [...projects, ...rest];

const resultsDir = resolve(process.env.RESULTS_DIR ?? join(root, "node_modules/.cache/hawser"));
const report = join(resultsDir, `${suite}.json`);
mkdirSync(resultsDir, { recursive: true });
rmSync(report, { force: true });

const started = Date.now();
await ensureBuilt(console.log);
const { code } = await exec(
  "vitest",
  [
    "run",
    "--config",
    "vitest.workspace.ts",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...args,
  ],
  { output: "inherit" },
);

const results = readResults(report);
const took = formatDuration(Date.now() - started);
const skipped = results.skipped === 0 ? "" : `, ${results.skipped} skipped`;
for (const failure of results.failures) console.log(`FAILED ${failure}`);
console.log(
  `${results.passed} tests passed, ${results.failed} failed${skipped}, in ${results.files} files, ${took}.`,
);
if (code !== 0 && results.failed === 0) {
  console.log("The run failed all the same: see the unhandled errors above.");
}
process.exit(code);
