import { beforeAll, expect, test } from "vitest";
import { bundleForBrowser } from "../../../scripts/lib/browser-bundle.js";
import { ensureBuilt } from "../../../scripts/lib/build.js";

// What a bundler makes of the built package for a page.

beforeAll(async () => {
  await ensureBuilt(() => undefined);
}, 180_000);

test("a page gets no module of Node's, no schemas, and nothing from elsewhere", async () => {
  const { chunks, modulesOf } = await bundleForBrowser(`export * from "@hawser/grupr-client";`, {
    from: "grupr-client",
  });
  for (const { text } of chunks) expect(text).not.toMatch(/["']node:|\brequire\(/);
  const foreign = [...modulesOf(chunks).keys()].filter((name) => name.includes("node_modules"));
  expect(foreign).toEqual([]);
});
