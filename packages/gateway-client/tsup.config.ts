import { defineConfig } from "tsup";

const entry = {
  index: "src/index.ts",
  node: "src/node.ts",
  browser: "src/browser.ts",
  "schemas/index": "src/schemas/index.ts",
};

export default defineConfig({
  // `protocol` is nothing but types: the build script publishes its source as declarations.
  entry: { ...entry, protocol: "src/generated/protocol.ts" },
  format: ["esm", "cjs"],
  dts: { entry },
  sourcemap: true,
  clean: true,
  target: "es2022",
});
