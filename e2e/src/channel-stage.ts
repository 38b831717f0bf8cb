import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startLlm, type Llm } from "@hawser/testkit";
import { WsChannelClient, type WsChannelClientOptions } from "@hawser/ws-channel-protocol/client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, onTestFailed } from "vitest";
import type { GatewayConfig } from "./gateway-config.js";
import type { GatewayVersion } from "./generations.js";
import { packPlugin } from "./pack-plugin.js";
import { startRealGateway, type RealGateway } from "./real-gateway.js";

const READY_MS = 60_000;
const FIRST_PORT = 10;

/** What the channel's scenarios work with: one gateway with our plugin, and its model. */
export class ChannelStage {
  readonly #clients: WsChannelClient[] = [];
  #configured = 0;
  #path = "/ws";

  constructor(
    readonly gateway: RealGateway,
    readonly llm: Llm,
  ) {}

  get url(): string {
    return `ws://127.0.0.1:${this.port}${this.#path}`;
  }

  /** The channel's port: another one for each configuration, next to the gateway's own. */
  get port(): number {
    return this.gateway.port + FIRST_PORT + this.#configured;
  }

  /** Writes `channels.websocket` while the gateway runs, and resolves when the channel listens anew. */
  async configure(section: GatewayConfig): Promise<void> {
    await this.write(section);
    await this.listening();
  }

  async write(section: GatewayConfig): Promise<void> {
    this.#configured += 1;
    const config = await this.gateway.readConfig();
    const websocket = { port: this.port, host: "127.0.0.1", ...section };
    await this.gateway.writeConfig({ ...config, channels: { websocket } });
  }

  /** Resolves when somebody answers on the channel's port. */
  async listening(): Promise<void> {
    const until = performance.now() + READY_MS;
    while (performance.now() < until) {
      const answer = await fetch(`http://127.0.0.1:${this.port}/`).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer !== undefined) return;
      await sleep(100);
    }
    throw new Error(`the channel does not listen\n${await this.gateway.logTail()}`);
  }

  /** A client that is closed after the test. */
  make(options: Partial<WsChannelClientOptions> = {}): WsChannelClient {
    const client = new WsChannelClient({ url: this.url, ...options });
    this.#clients.push(client);
    return client;
  }

  /** The same, connected. */
  async connect(options: Partial<WsChannelClientOptions> = {}): Promise<WsChannelClient> {
    const client = this.make(options);
    await client.connect({ signal: AbortSignal.timeout(30_000) });
    return client;
  }

  async closeClients(): Promise<void> {
    await Promise.all(this.#clients.splice(0).map((client) => client.close()));
  }
}

/** Starts a gateway with our plugin for the scenarios, and stops it after the last one. */
export function onChannelStage(
  version: GatewayVersion,
  config: GatewayConfig,
  scenarios: (stage: () => ChannelStage) => void,
): void {
  describe(`the WebSocket channel on gateway ${version}`, () => {
    let stage: ChannelStage | undefined;
    beforeAll(async () => {
      const [llm, tarball] = await Promise.all([startLlm(), packPlugin()]);
      const plugins = [tarball];
      const gateway = await startRealGateway({ version, llmUrl: llm.url, config, plugins });
      await rm(dirname(tarball), { recursive: true });
      stage = new ChannelStage(gateway, llm);
    });
    afterAll(async () => {
      await stage?.gateway.stop();
      await stage?.llm.close();
    });
    beforeEach(() => {
      const printed = stage?.gateway.logs().length ?? 0;
      onTestFailed(() => console.error(stage?.gateway.logs().slice(printed)));
    });
    afterEach(() => stage?.closeClients());
    scenarios(() => {
      if (stage === undefined) throw new Error("the stage is not set yet");
      return stage;
    });
  });
}
