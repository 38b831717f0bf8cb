import { copyFile } from "node:fs/promises";
import { defineConfig } from "tsup";

/** `ws` and commander are CommonJS: in an ES module their own `require` calls need one to call. */
const requireForEsm =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

export default defineConfig((overrides) => {
  const outDir = overrides.outDir ?? "dist";
  return {
    // A skill's folder is copied as it is, and nothing is installed with it: one file has everything.
    entry: { "grupr/scripts/grupr": "src/main.ts" },
    outDir,
    format: "esm",
    outExtension: () => ({ js: ".mjs" }),
    platform: "node",
    noExternal: [/.*/],
    splitting: false,
    banner: { js: requireForEsm },
    // From source, so that this build waits for no other. Not "import": it would hold for `require`, too.
    esbuildOptions: (options) => {
      options.conditions = ["@hawser/source", "module"];
    },
    clean: true,
    target: "node20",
    onSuccess: () => copyFile("src/skill/SKILL.md", `${outDir}/grupr/SKILL.md`),
  };
});
