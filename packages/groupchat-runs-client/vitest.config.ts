import { mergeConfig } from "vitest/config";
import { packageProject } from "../../vitest.project.js";

// Convex waits for seconds before it connects again, on its own clock, and a busy machine adds to that.
export default mergeConfig(packageProject("groupchat-runs-client"), {
  test: { testTimeout: 30_000 },
});
