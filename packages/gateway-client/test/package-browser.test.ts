import { beforeAll, describe, expect, test } from "vitest";
import { bundleForBrowser } from "../../../scripts/lib/browser-bundle.js";
import { ensureBuilt } from "../../../scripts/lib/build.js";

// What a bundler makes of the built packages for a page, a worker or another runtime without Node's
// modules and globals.

beforeAll(async () => {
  await ensureBuilt(() => undefined);
}, 180_000);

const entries = [
  ["@hawser/core", `export * from "@hawser/core";`],
  ["@hawser/gateway-client", `export * from "@hawser/gateway-client";`],
  ["@hawser/gateway-client/browser", `export * from "@hawser/gateway-client/browser";`],
] as const;

describe.each(entries)("%s in a browser bundle", (_name, code) => {
  test("needs no module of Node's", async () => {
    const { chunks } = await bundleForBrowser(code);
    for (const { text } of chunks) expect(text).not.toMatch(/["']node:|\brequire\(/);
  });

  test("touches neither process nor Buffer without asking whether they exist", async () => {
    const { chunks } = await bundleForBrowser(code, {
      define: { process: "FREE_PROCESS", Buffer: "FREE_BUFFER", global: "FREE_GLOBAL" },
      minify: false,
    });
    expect(chunks.flatMap(({ text }) => unguardedUses(text))).toEqual([]);
  });

  test("brings no schema library and no other client", async () => {
    const { chunks, modulesOf } = await bundleForBrowser(code);
    const foreign = [...modulesOf(chunks).keys()].filter((module) =>
      module.includes("node_modules"),
    );
    expect(foreign.filter((module) => !/\/node_modules\/@noble\//.test(module))).toEqual([]);
  });

  test("loads the pure-JS signatures only when they are needed", async () => {
    const { initial, modulesOf } = await bundleForBrowser(code);
    const modules = [...modulesOf(initial).keys()];
    expect(modules.filter((module) => module.includes("@noble"))).toEqual([]);
  });
});

test("the pure-JS signatures are in a chunk of their own", async () => {
  const { chunks, modulesOf } = await bundleForBrowser(`export * from "@hawser/gateway-client";`);
  expect([...modulesOf(chunks).keys()].join("\n")).toContain("@noble/ed25519");
});

/** Lines that use a Node global with no `typeof` of it there or in the two lines above. */
function unguardedUses(text: string): string[] {
  const lines = text.split("\n");
  return lines.filter((line, at) => {
    const used = /FREE_\w+/.exec(line)?.[0];
    if (used === undefined) return false;
    return !lines
      .slice(Math.max(0, at - 2), at + 1)
      .some((near) => near.includes(`typeof ${used}`));
  });
}
