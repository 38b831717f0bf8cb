import { defineConfig } from "tsup";

/** `ws` is CommonJS: in an ES module its own `require` calls need one to call. */
const requireForEsm =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

export default defineConfig({
  entry: { index: "src/index.ts" },
  format: ["esm", "cjs"],
  platform: "node",
  dts: true,
  // A gateway installs the tarball as it is: everything must be in the one file.
  noExternal: [/^@hawser\//, "ws"],
  splitting: false,
  banner: ({ format }) => (format === "esm" ? { js: requireForEsm } : {}),
  // From source, so that this build waits for no other.
  esbuildOptions: (options) => {
    options.conditions = ["@hawser/source", "node", "module", "import"];
  },
  clean: true,
  target: "es2022",
});
