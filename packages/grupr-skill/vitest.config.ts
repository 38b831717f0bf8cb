import { mergeConfig } from "vitest/config";
import { packageProject } from "../../vitest.project.js";

// Tests run the command line as people do: the built file, in a process of its own.
export default mergeConfig(packageProject("grupr-skill"), {
  test: { globalSetup: ["test/support/build.ts"], testTimeout: 60_000, hookTimeout: 60_000 },
});
