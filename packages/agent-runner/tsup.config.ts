import { defineConfig } from "tsup";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    grupr: "src/sources/grupr.ts",
    groupchat: "src/sources/groupchat.ts",
    "ws-channel": "src/sources/ws-channel.ts",
    gateway: "src/gateway.ts",
    "openclaw-cli": "src/agents/openclaw-cli.ts",
    node: "src/node.ts",
  },
  format: ["esm", "cjs"],
  dts: true,
  sourcemap: true,
  clean: true,
  target: "es2022",
});
