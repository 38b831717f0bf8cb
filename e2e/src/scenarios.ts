import { harnessScenarios } from "../scenarios/harness.js";
import { onStage, type StageOptions } from "./stage.js";

/** Everything every generation must do, against one gateway process. */
export function runScenarios(options: StageOptions): void {
  onStage(options, (stage) => {
    harnessScenarios(stage);
  });
}
