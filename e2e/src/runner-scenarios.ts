import { runnerAgentScenarios } from "../scenarios/runner-agents.js";
import { runnerCliScenarios } from "../scenarios/runner-cli.js";
import { runnerSessionScenarios } from "../scenarios/runner-session.js";
import { runnerWireScenarios } from "../scenarios/runner-wires.js";
import type { GatewayConfig } from "./gateway-config.js";
import type { GatewayVersion } from "./generations.js";
import { onStage } from "./stage.js";

const config: GatewayConfig = {
  tools: { exec: { host: "gateway", security: "allowlist", ask: "always" } },
};

/** What the runner must do with every generation, against one gateway process. */
export function runRunnerScenarios(version: GatewayVersion): void {
  onStage({ version, config }, (stage) => {
    runnerAgentScenarios(stage);
    runnerCliScenarios(stage);
    runnerWireScenarios(stage);
    // A restart takes 2026.9 most of a minute: SIGTERM is the part of the four wires.
    runnerSessionScenarios(stage, version === "2026.3.2" ? ["SIGTERM", "SIGKILL"] : ["SIGKILL"]);
  });
}
