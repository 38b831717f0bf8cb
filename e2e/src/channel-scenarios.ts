import { channelAccessScenarios } from "../scenarios/ws-channel-access.js";
import { channelAgentScenarios } from "../scenarios/ws-channel-agents.js";
import { channelAuthScenarios } from "../scenarios/ws-channel-auth.js";
import { channelChatScenarios } from "../scenarios/ws-channel-chat.js";
import { channelRestartScenarios } from "../scenarios/ws-channel-restarts.js";
import { onChannelStage } from "./channel-stage.js";
import { sightedModel } from "./gateway-config.js";
import type { GatewayVersion } from "./generations.js";

/** Everything the channel plugin must do inside every generation, against one gateway process. */
export function runChannelScenarios(version: GatewayVersion): void {
  onChannelStage(version, sightedModel, (stage) => {
    channelChatScenarios(stage);
    channelRestartScenarios(stage);
    channelAccessScenarios(stage);
    channelAuthScenarios(stage);
    channelAgentScenarios(stage);
  });
}
