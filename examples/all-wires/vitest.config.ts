import { mergeConfig } from "vitest/config";
import { packageProject } from "../../vitest.project.js";

// The scripted form takes its seconds, and a busy machine some more.
export default mergeConfig(packageProject("all-wires"), { test: { testTimeout: 90_000 } });
