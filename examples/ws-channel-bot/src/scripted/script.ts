import { faultProxy } from "@hawser/testkit";
import { logKeeper, type Agent } from "../agent.js";
import { createBot } from "../bot.js";
import { signIn } from "../sign-in.js";
import type { Report } from "./report.js";
import { scenes } from "./scenes.js";
import { TOKENS, Watched } from "./stage.js";

/** Plays everything against a bot of its own, over a line that can be cut. @returns the exit code. */
export async function runScript(report: Report, agent: Agent = logKeeper): Promise<number> {
  report.title("A bot behind the WebSocket channel, and the people who talk to it");
  const watched = new Watched(agent);
  const bot = createBot({
    port: 0,
    host: "127.0.0.1",
    auth: signIn(`ada=${TOKENS.ada},grace=${TOKENS.grace}`),
    agent: watched.agent,
  });
  await bot.listen();
  const proxy = await faultProxy({ target: bot.url });
  try {
    for (const scene of scenes) {
      report.scene(scene.name);
      await scene.play({ bot, proxy, watched, report });
    }
  } catch (error) {
    report.check(false, error instanceof Error ? error.message : String(error));
  } finally {
    await bot.close({ drainMs: 0 });
    await proxy.close();
  }
  report.summary();
  return report.failures.length === 0 ? 0 : 1;
}
