import { build, type BuildOptions, type BuildResult } from "esbuild";
import { beforeAll, describe, expect, test } from "vitest";
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
    const { text } = await bundle(code);
    expect(text).not.toMatch(/["']node:|require\(/);
  });

  test("touches neither process nor Buffer without asking whether they exist", async () => {
    const { text } = await bundle(code, {
      define: { process: "FREE_PROCESS", Buffer: "FREE_BUFFER", global: "FREE_GLOBAL" },
      minify: false,
    });
    const uses = text.split("\n").filter((line) => line.includes("FREE_"));
    expect(uses.filter((line) => !/typeof FREE_\w+/.test(line))).toEqual([]);
  });

  test("brings no schema library", async () => {
    const { inputs } = await bundle(code);
    expect(inputs.filter((input) => /node_modules\/(?:zod|@openclaw)\//.test(input))).toEqual([]);
  });
});

test("the pure-JS signatures are a chunk that is only loaded when it is needed", async () => {
  const { result } = await bundle(`export * from "@hawser/gateway-client/browser";`);
  const outputs = Object.values(result.metafile?.outputs ?? {});
  const withNoble = outputs.filter((output) =>
    Object.keys(output.inputs).some((input) => input.includes("@noble")),
  );
  expect(withNoble.length).toBeGreaterThan(0);
  expect(withNoble.filter((output) => output.entryPoint?.startsWith("page") === true)).toEqual([]);
});

interface Bundle {
  readonly text: string;
  readonly inputs: readonly string[];
  readonly result: BuildResult;
}

async function bundle(code: string, options: BuildOptions = {}): Promise<Bundle> {
  const result = await build({
    stdin: { contents: code, resolveDir: import.meta.dirname, sourcefile: "page.js" },
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    outdir: "bundle",
    write: false,
    metafile: true,
    logLevel: "silent",
    ...options,
  });
  return {
    text: (result.outputFiles ?? []).map((file) => file.text).join("\n"),
    inputs: Object.keys(result.metafile?.inputs ?? {}),
    result,
  };
}
