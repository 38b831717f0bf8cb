import type { GatewayAgent } from "@hawser/testkit";
import { serveRuns } from "../agent/serve-runs.js";
import { settingsFrom } from "../agent/settings.js";
import { openPlaces } from "../embedded/places.js";
import type { Report } from "./report.js";
import { scenes } from "./scenes.js";
import { listening, Outcomes } from "./stage.js";

/** Plays everything against embedded servers. @returns the exit code. */
export async function runScript(report: Report, agent?: GatewayAgent): Promise<number> {
  report.title("An agent on GroupChat, with OpenClaw behind it");
  const settings = settingsFrom({});
  const places = await openPlaces(settings, agent);
  const leave = new AbortController();
  const outcomes = new Outcomes();
  const serving = serveRuns({
    runs: places.groupchat.client,
    gateway: places.openclaw.client,
    agentId: settings.agentId,
    signal: leave.signal,
    progress: { firstMs: 20, minIntervalMs: 100 },
    say: (line) => report.note(`- ${line}`),
    onOutcome: (outcome) => outcomes.add(outcome),
  });
  try {
    const { server: groupchat } = places.groupchat;
    const { server: openclaw } = places.openclaw;
    if (!groupchat || !openclaw) throw new Error("the script brings its servers along");
    const play = async (): Promise<void> => {
      await listening(places.groupchat.client);
      for (const scene of scenes) {
        report.scene(scene.name);
        await scene.play({ groupchat, openclaw, outcomes, report });
      }
    };
    await Promise.race([play(), serving]);
  } catch (error) {
    report.check(false, error instanceof Error ? error.message : String(error));
  } finally {
    leave.abort();
    await serving.catch(() => undefined);
    await places.close();
  }
  report.summary();
  return report.failures.length === 0 ? 0 : 1;
}
