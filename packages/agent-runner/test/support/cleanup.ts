import { afterEach } from "vitest";

const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

/** Undone after the test, the latest first. */
export function later(fn: () => unknown): void {
  undo.push(fn);
}
