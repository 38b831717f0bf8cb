import { afterEach, beforeEach } from "vitest";

// A library must not write to its user's console: any call that a test did not replace by a
// spy of its own fails that test.
const methods = ["debug", "info", "log", "warn", "error", "trace"] as const;
type Method = (typeof methods)[number];

const originals = new Map<Method, Console[Method]>();
const calls: string[] = [];

beforeEach(() => {
  calls.length = 0;
  for (const method of methods) {
    originals.set(method, console[method]);
    console[method] = (...args: unknown[]): void => {
      calls.push(`console.${method}(${args.map(String).join(", ")})`);
    };
  }
});

afterEach(() => {
  for (const [method, original] of originals) console[method] = original;
  if (calls.length > 0) throw new Error(`Unexpected console output:\n${calls.join("\n")}`);
});
