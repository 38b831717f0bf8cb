import { defineProject } from "vitest/config";

// Not run by `test`: these tests drive a headless Chromium (see `test:browser`).
export default defineProject({
  test: {
    name: "browser",
    include: ["**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
