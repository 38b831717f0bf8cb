import { approvalScenarios } from "../scenarios/approvals.js";
import { chatScenarios } from "../scenarios/chat.js";
import { ALLOWED_ORIGIN, connectScenarios } from "../scenarios/connect.js";
import { cutScenarios } from "../scenarios/cuts.js";
import { harnessScenarios } from "../scenarios/harness.js";
import { restartScenarios } from "../scenarios/restarts.js";
import { rpcScenarios } from "../scenarios/rpc.js";
import { sessionScenarios } from "../scenarios/sessions.js";
import { trackerScenarios } from "../scenarios/trackers.js";
import type { GatewayConfig } from "./gateway-config.js";
import type { GatewayVersion } from "./generations.js";
import { onStage } from "./stage.js";

const config: GatewayConfig = {
  gateway: { controlUi: { allowedOrigins: [ALLOWED_ORIGIN] } },
  tools: { exec: { host: "gateway", security: "allowlist", ask: "always" } },
};

/** Everything every generation must do, against one gateway process. */
export function runScenarios(version: GatewayVersion): void {
  onStage({ version, config }, (stage) => {
    harnessScenarios(stage);
    connectScenarios(stage);
    chatScenarios(stage);
    sessionScenarios(stage);
    trackerScenarios(stage);
    rpcScenarios(stage);
    approvalScenarios(stage);
    cutScenarios(stage);
    // Last, because they leave the stage's gateway changed.
    restartScenarios(stage);
  });
}
