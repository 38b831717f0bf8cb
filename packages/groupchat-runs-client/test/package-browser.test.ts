import { beforeAll, expect, test } from "vitest";
import { bundleForBrowser } from "../../../scripts/lib/browser-bundle.js";
import { ensureBuilt } from "../../../scripts/lib/build.js";

// What a bundler makes of the built package for a page.

const code = `export * from "@hawser/groupchat-runs-client";`;
const from = "groupchat-runs-client";

beforeAll(async () => {
  await ensureBuilt(() => undefined);
}, 180_000);

test("needs no module of Node's", async () => {
  const { chunks } = await bundleForBrowser(code, { from });
  for (const { text } of chunks) expect(text).not.toMatch(/["']node:|\brequire\(/);
});

test("convex is in a chunk of its own, and nothing else comes along", async () => {
  const { chunks, initial, modulesOf } = await bundleForBrowser(code, { from });
  const foreign = (modules: Iterable<string>): string[] =>
    [...modules].filter((module) => module.includes("node_modules"));
  expect(foreign(modulesOf(initial).keys())).toEqual([]);
  const lazy = foreign(modulesOf(chunks).keys());
  expect(lazy.length).toBeGreaterThan(0);
  expect(lazy.filter((module) => !module.includes("/convex/"))).toEqual([]);
});
