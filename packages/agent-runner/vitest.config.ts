import type { UserWorkspaceConfig } from "vitest/config";
import { packageProject } from "../../vitest.project.js";

// OpenTelemetry's "module" files are for bundlers: Node cannot load them.
const conditions = ["@hawser/source", "node", "import", "default"];

const project: UserWorkspaceConfig = {
  ...packageProject("agent-runner"),
  resolve: { conditions },
  ssr: { resolve: { conditions } },
};

export default project;
