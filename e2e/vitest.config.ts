import { defineConfig } from "vitest/config";

// What is tested is what would be published: the packages' built files, loaded by Node itself.
// E2E_FROM=source tests their sources instead, which saves a build while working on them.
const fromSource = process.env["E2E_FROM"] === "source";
const conditions = ["@hawser/source", "module", "node", "import", "default"];

export default defineConfig({
  ...(fromSource && { resolve: { conditions }, ssr: { resolve: { conditions } } }),
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["src/global-setup.ts"],
    server: { deps: { external: fromSource ? [] : [/\/packages\/[^/]+\/dist\//] } },
    // One file a gateway generation, side by side: most of the time is spent waiting for gateways.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 180_000,
    teardownTimeout: 30_000,
  },
});
