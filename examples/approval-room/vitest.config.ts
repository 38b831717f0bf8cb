import { mergeConfig } from "vitest/config";
import { packageProject } from "../../vitest.project.js";

// The scripted form takes its seconds, and a busy machine some more.
export default mergeConfig(packageProject("approval-room"), { test: { testTimeout: 60_000 } });
