import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { root } from "./packages.js";

/** The part of vitest's JSON report that is used here. */
export interface VitestReport {
  readonly success: boolean;
  readonly numTotalTests: number;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

export interface Results {
  readonly passed: number;
  readonly failed: number;
  /** Tests that did not run: skipped or marked todo. */
  readonly skipped: number;
  readonly files: number;
  /** "packages/core/test/backoff.test.ts > grows by its factor", one for each failure. */
  readonly failures: readonly string[];
}

/** Reads a JSON report of vitest. A file that could not even be loaded counts as one failure. */
export function readResults(file: string): Results {
  const report = JSON.parse(readFileSync(file, "utf8")) as VitestReport;
  const failures: string[] = [];
  for (const suite of report.testResults) {
    const name = relative(root, suite.name);
    const failed = suite.assertionResults.filter((test) => test.status === "failed");
    for (const test of failed) failures.push(`${name} > ${test.fullName}`);
    if (failed.length === 0 && suite.status === "failed") failures.push(`${name} (does not run)`);
  }
  return {
    passed: report.numPassedTests,
    failed: failures.length,
    skipped: report.numTotalTests - report.numPassedTests - report.numFailedTests,
    files: report.testResults.length,
    failures,
  };
}
