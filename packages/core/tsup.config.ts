import { defineConfig } from "tsup";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    testing: "src/testing.ts",
    node: "src/node.ts",
    "node-socket": "src/socket/node-socket.ts",
    "no-node-socket": "src/socket/no-node-socket.ts",
  },
  format: ["esm", "cjs"],
  // Resolved by the package's "imports" and "exports" when it runs, or is bundled: what pages load is not
  // cut into chunks for the sake of the Node entry.
  external: ["#node-socket", "@hawser/core"],
  dts: { entry: { index: "src/index.ts", testing: "src/testing.ts", node: "src/node.ts" } },
  sourcemap: true,
  clean: true,
  target: "es2022",
});
