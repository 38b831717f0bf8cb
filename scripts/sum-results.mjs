// node scripts/sum-results.mjs <folder> <suite…>: prints "N passed, N failed" over the JSON reports
// that the suites' vitest runs left in the folder, as its last line. A suite without a report did
// not run to its end, and counts as one failure. Plain JavaScript: it works when nothing else does.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [folder = ".", ...suites] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const suite of suites) {
  const result = read(join(folder, `${suite}.json`));
  if (result === undefined) console.log(`${suite}: no result`);
  else console.log(`${suite}: ${result.passed} passed, ${result.failed} failed`);
  passed += result?.passed ?? 0;
  failed += result?.failed ?? 1;
}
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;

/**
 * What a report says. A file that could not even be loaded counts as one failure.
 * @param {string} file
 * @returns {{ passed: number, failed: number } | undefined}
 */
function read(file) {
  try {
    const report = /** @type {import("./lib/results.js").VitestReport} */ (
      JSON.parse(readFileSync(file, "utf8"))
    );
    const broken = report.testResults.filter(
      ({ status, assertionResults }) =>
        status === "failed" && !assertionResults.some((test) => test.status === "failed"),
    );
    return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
  } catch {
    return undefined;
  }
}
