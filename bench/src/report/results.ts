import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { BundleResult } from "../experiments/bundles.js";
import type { FigureResult } from "../run/experiment.js";
import type { Machine } from "../run/machine.js";

export interface SectionResult {
  readonly title: string;
  readonly about: string;
  readonly figures: readonly FigureResult[];
}

/** Everything one run found. */
export interface Results {
  /** Day of the run, YYYY-MM-DD. */
  readonly day: string;
  readonly minutes: number;
  readonly machine: Machine;
  readonly sections: readonly SectionResult[];
  readonly bundles: readonly BundleResult[];
}

const FILE = new URL("../../results/latest.json", import.meta.url);

export function writeResults(results: Results): void {
  mkdirSync(new URL(".", FILE), { recursive: true });
  writeFileSync(FILE, `${JSON.stringify(results, rounded, 2)}\n`);
}

export function readResults(): Results {
  return JSON.parse(readFileSync(FILE, "utf8")) as Results;
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(5)) : value;
}
