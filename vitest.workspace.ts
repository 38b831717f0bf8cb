import { defineConfig } from "vitest/config";

// Vitest 4 does not pick this file up by its name: run it with `vitest --config vitest.workspace.ts`.
export default defineConfig({
  test: {
    projects: ["packages/*", "{packages,examples}/*/test-browser", "examples/*/vitest.config.ts"],
  },
});
