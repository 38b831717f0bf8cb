import { GatewayClient } from "@hawser/gateway-client";
import type { GatewayAgent } from "@hawser/testkit";
import { fillSessions, startEmbedded } from "../embedded/embedded-gateway.js";
import { duration } from "../text/durations.js";
import type { Report } from "./report.js";
import { type Scene, scenes } from "./scenes.js";
import type { Stage } from "./stage.js";

const SCENE_LIMIT_MS = 10_000;

export interface ScriptOptions {
  readonly now?: () => number;
  readonly protocols?: readonly (3 | 4)[];
  /** Who answers. Default: the agent that knows the script. */
  readonly agent?: GatewayAgent;
}

/** Plays everything, by default on both protocols. @returns the exit code. */
export async function runScript(report: Report, options: ScriptOptions = {}): Promise<number> {
  report.title("A chat with an agent, over a line that does not break");
  for (const protocol of options.protocols ?? [4, 3]) await onProtocol(protocol, report, options);
  report.summary();
  return report.failures.length === 0 ? 0 : 1;
}

async function onProtocol(
  protocol: 3 | 4,
  report: Report,
  { now = Date.now, agent }: ScriptOptions,
): Promise<void> {
  report.section(`Protocol ${protocol}`);
  await using gateway = await startEmbedded(protocol, agent);
  fillSessions(gateway, now());
  await using client = new GatewayClient({ url: gateway.url, token: gateway.token });
  const stage: Stage = { gateway, client, report, now };
  await play({ name: "connect", play: connect }, stage);
  if (client.state.status !== "ready") return;
  for (const scene of scenes) await play(scene, stage);
}

async function connect({ gateway, client, report, now }: Stage): Promise<void> {
  const startedAt = now();
  // Reading `approvals` before connecting announces that somebody here decides.
  void client.approvals;
  const hello = await client.connect();
  report.note(`${gateway.url}, OpenClaw ${hello.server.version}, ${duration(now() - startedAt)}`);
  report.check(client.protocol === gateway.protocol, `protocol ${client.protocol} agreed on`);
  const { requested, missing } = client.scopes;
  report.check(missing.length === 0, `scopes: ${requested.join(", ")}`);
}

/** Plays a scene, for so long at most; what it throws is a failure like any other. */
async function play(scene: Scene, stage: Stage): Promise<void> {
  const { report } = stage;
  report.step(scene.name);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`not done after ${duration(SCENE_LIMIT_MS)}`));
    }, SCENE_LIMIT_MS);
  });
  try {
    await Promise.race([scene.play(stage), late]);
  } catch (error) {
    report.check(false, `${scene.name}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    clearTimeout(timer);
  }
}
