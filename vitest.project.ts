import { fileURLToPath } from "node:url";
import { defineProject, type UserWorkspaceConfig } from "vitest/config";

/** Packages find each other in source, so that tests run without a build. */
const conditions = ["@hawser/source", "module", "node", "import", "default"];

const noConsole = fileURLToPath(new URL("./scripts/test-setup/no-console.ts", import.meta.url));

/** The settings every package's tests share. */
export function packageProject(name: string): UserWorkspaceConfig {
  return defineProject({
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: { name, include: ["test/**/*.test.ts"], setupFiles: [noConsole] },
  });
}

/** Tests that drive a headless Chromium: `test:browser` runs them, `test` does not. */
export function browserProject(name: string): UserWorkspaceConfig {
  return defineProject({
    test: {
      name: `browser:${name}`,
      include: ["**/*.test.ts"],
      testTimeout: 60_000,
      hookTimeout: 60_000,
    },
  });
}
