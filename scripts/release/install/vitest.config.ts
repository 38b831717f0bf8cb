import { defineConfig } from "vitest/config";

// The packages as their users get them: a rehearsed release, installed with npm.
// The servers that they talk to are the workspace's own, from source.
const conditions = ["@hawser/source", "module", "node", "import", "default"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    root: import.meta.dirname,
    include: ["*.test.ts"],
    globalSetup: ["support/shared-project.ts"],
    // npm, tsc and the browser take their time on a busy machine.
    maxWorkers: 2,
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
