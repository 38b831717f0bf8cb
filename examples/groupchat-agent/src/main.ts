import { shutdownSignal } from "@hawser/agent-runner/node";
import { HawserError } from "@hawser/gateway-client";
import { serveRuns } from "./agent/serve-runs.js";
import { type Settings, SettingError, settingsFrom } from "./agent/settings.js";
import { DESK_HELP, ownerDesk } from "./embedded/owner-desk.js";
import { openPlaces } from "./embedded/places.js";

const USAGE = `An agent on GroupChat whose work is done behind an OpenClaw gateway.

  GROUPCHAT_AGENT_TOKEN   the agent's gca_ token; without it, a GroupChat is started in this process
  GROUPCHAT_API_URL       default https://groupchat.ai/api/v1/agent
  GROUPCHAT_CONVEX_URL    default GroupChat's own deployment
  OPENCLAW_URL            the gateway; without it, one is started in this process
  OPENCLAW_TOKEN          its token (OPENCLAW_PASSWORD: its password)
  OPENCLAW_AGENT          which of its agents does the work; default main
`;

process.exitCode = await main();

async function main(): Promise<number> {
  if (process.argv.includes("--help") || process.argv.includes("-h")) {
    print(USAGE);
    return 0;
  }
  try {
    await serve(settingsFrom(process.env));
    return 0;
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    return error instanceof SettingError ? 2 : 1;
  }
}

async function serve(settings: Settings): Promise<void> {
  const left = new AbortController();
  // The first SIGINT or SIGTERM lets the work end, another one does not wait.
  const signal = AbortSignal.any([shutdownSignal(), left.signal]);
  const places = await openPlaces(settings);
  const { groupchat, openclaw } = places;
  try {
    const serving = serveRuns({
      runs: groupchat.client,
      gateway: openclaw.client,
      agentId: settings.agentId,
      signal,
      say: (line) => print(`- ${line}`),
    });
    if (groupchat.server) {
      print(DESK_HELP);
      const desk = ownerDesk({
        groupchat: groupchat.server,
        input: process.stdin,
        print,
        signal,
      });
      await Promise.race([serving, desk]);
      left.abort();
    }
    await serving;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    left.abort();
    await places.close();
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const hint = error instanceof HawserError && error.hint !== undefined ? `\n${error.hint}` : "";
  return `${error.message}${hint}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
