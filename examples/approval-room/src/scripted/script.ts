import type { GatewayAgent } from "@hawser/testkit";
import { serve } from "../agent/serve.js";
import { settingsFrom } from "../agent/settings.js";
import { openPlaces } from "../embedded/places.js";
import { scenes } from "./scenes.js";
import { PATIENCE_MS } from "./stage.js";

/** Plays everything against embedded servers. @returns the exit code. */
export async function runScript(
  print: (line: string) => void,
  agent?: GatewayAgent,
): Promise<number> {
  const startedAt = performance.now();
  const failures: string[] = [];
  let checks = 0;
  const note = (line: string): void => print(`    ${line}`);
  const check = (holds: boolean, fact: string): void => {
    checks += 1;
    if (!holds) failures.push(fact);
    note(`${holds ? "✓" : "✗ NOT AS IT SHOULD BE:"} ${fact}`);
  };
  print("An agent on GroupChat, whose commands are approved in a Grupr room");
  const settings = settingsFrom({});
  const places = await openPlaces(settings, agent);
  const leave = new AbortController();
  const serving = serve({
    runs: places.groupchat.client,
    gateway: places.openclaw.client,
    grupr: places.hub.client,
    gruprId: places.gruprId,
    agentId: settings.agentId,
    signal: leave.signal,
    say: (line) => note(`- ${line}`),
  });
  try {
    const { server: groupchat } = places.groupchat;
    const { server: openclaw } = places.openclaw;
    const { server: hub } = places.hub;
    if (!groupchat || !openclaw || !hub) throw new Error("the script brings its servers along");
    const play = async (): Promise<void> => {
      await hub.waitFor("subscribe", undefined, { timeoutMs: PATIENCE_MS });
      for (const scene of scenes) {
        print(`\n  ${scene.name}`);
        await scene.play({ groupchat, openclaw, hub, note, check });
      }
    };
    await Promise.race([play(), serving]);
    leave.abort();
    await serving;
  } catch (error) {
    check(false, error instanceof Error ? error.message : String(error));
  } finally {
    leave.abort();
    await places.close();
    await serving.catch(() => undefined);
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  print("");
  print(
    failures.length === 0
      ? `All as it should be: ${checks} checks, ${seconds} s.`
      : `${failures.length} of ${checks} checks failed, ${seconds} s:`,
  );
  for (const failure of failures) print(`  ${failure}`);
  return failures.length === 0 ? 0 : 1;
}
