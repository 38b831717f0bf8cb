import { runnerSessionScenarios } from "../scenarios/runner-session.js";
import type { GatewayConfig } from "./gateway-config.js";
import type { GatewayVersion } from "./generations.js";
import { onStage } from "./stage.js";

const config: GatewayConfig = {
  tools: { exec: { host: "gateway", security: "allowlist", ask: "always" } },
};

/** What the runner must do with every generation, against one gateway process. */
export function runRunnerScenarios(version: GatewayVersion): void {
  onStage({ version, config }, (stage) => {
    runnerSessionScenarios(stage);
  });
}
