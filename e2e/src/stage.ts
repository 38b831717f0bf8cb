import { startLlm, type Llm } from "@hawser/testkit";
import { afterAll, beforeAll, beforeEach, describe, onTestFailed } from "vitest";
import type { GatewayConfig } from "./gateway-config.js";
import type { GatewayVersion } from "./generations.js";
import { startRealGateway, type RealGateway } from "./real-gateway.js";

/** What every scenario works with: one gateway process for a whole file, and its model. */
export interface Stage {
  readonly gateway: RealGateway;
  readonly llm: Llm;
  readonly protocol: 3 | 4;
  /** A session key no other scenario uses. */
  session(name: string): string;
}

export interface StageOptions {
  readonly version: GatewayVersion;
  readonly config?: GatewayConfig;
}

/** Starts a gateway for the scenarios, and stops it after the last one. */
export function onStage(options: StageOptions, scenarios: (stage: () => Stage) => void): void {
  describe(`gateway ${options.version}`, () => {
    let stage: Stage | undefined;
    let sessions = 0;
    beforeAll(async () => {
      const llm = await startLlm();
      const gateway = await startRealGateway({ ...options, llmUrl: llm.url });
      const session = (name: string): string => `agent:main:${name}-${++sessions}`;
      stage = { gateway, llm, protocol: gateway.protocol, session };
    });
    afterAll(async () => {
      await stage?.gateway.stop();
      await stage?.llm.close();
    });
    beforeEach(() => {
      const printed = stage?.gateway.logs().length ?? 0;
      onTestFailed(() => console.error(stage?.gateway.logs().slice(printed)));
    });
    scenarios(() => {
      if (stage === undefined) throw new Error("the stage is not set yet");
      return stage;
    });
  });
}
