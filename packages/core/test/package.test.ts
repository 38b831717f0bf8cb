import { build } from "esbuild";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

import manifest from "../package.json" with { type: "json" };

const root = fileURLToPath(new URL("..", import.meta.url));

test("a browser bundle of the index holds no node: module, no ws and no Buffer polyfill", async () => {
  const { outputFiles, metafile } = await build({
    entryPoints: [`${root}/src/index.ts`],
    alias: { "#node-socket": `${root}/src/socket/no-node-socket.ts` },
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "browser",
    logLevel: "silent",
  });
  const inputs = Object.keys(metafile.inputs);
  expect(inputs.filter((path) => path.includes("node_modules"))).toEqual([]);
  expect(inputs.filter((path) => /\/src\/node(?:\.ts$|\/)/.test(`/${path}`))).toEqual([]);
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  expect(imports).toEqual([]);
  expect(outputFiles[0]?.text).not.toMatch(/["']node:/);
});

test("the browser's stand-in is what the manifest names", () => {
  expect(manifest.imports["#node-socket"].browser).toBe("./dist/no-node-socket.js");
});

test("no source file but the Node socket and the Node entry names a module of Node or ws", async () => {
  const files = await readdir(`${root}/src`, { recursive: true });
  const forAll = files.filter((name) => name.endsWith(".ts") && !/^node(?:\.ts$|\/)/.test(name));
  for (const file of forAll) {
    const text = await readFile(`${root}/src/${file}`, "utf8");
    const names = [...text.matchAll(/from "([^".][^"]*)"/g)].map(([, name]) => name);
    expect({ file, names }).toEqual({
      file,
      names: file.endsWith("/node-socket.ts") ? ["isomorphic-ws"] : [],
    });
  }
});
