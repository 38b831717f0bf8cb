import { shutdownSignal } from "@hawser/agent-runner/node";
import { HawserError } from "@hawser/gateway-client";
import { serve } from "./agent/serve.js";
import { type Settings, SettingError, settingsFrom } from "./agent/settings.js";
import { desk, DESK_HELP } from "./embedded/desk.js";
import { openPlaces } from "./embedded/places.js";

const USAGE = `An agent on GroupChat, whose commands are approved in a Grupr room.
What is not set is started in this process.

  GROUPCHAT_AGENT_TOKEN                     the agent's gca_ token
  GROUPCHAT_API_URL, GROUPCHAT_CONVEX_URL   default GroupChat's own
  OPENCLAW_URL, OPENCLAW_TOKEN              the gateway (OPENCLAW_PASSWORD: its password)
  OPENCLAW_AGENT                            which of its agents does the work; default main
  GRUPR_AGENT_TOKEN, GRUPR_ID               the agent's gat_ token, and the room
  GRUPR_AGENT_ID, GRUPR_BASE_URL            the agent's id; default the public agent-hub
  APPROVERS                                 names or ids of those who may decide; default everybody there
`;

process.exitCode = await main();

async function main(): Promise<number> {
  if (process.argv.includes("--help") || process.argv.includes("-h")) {
    print(USAGE);
    return 0;
  }
  try {
    await run(settingsFrom(process.env));
    return 0;
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    return error instanceof SettingError ? 2 : 1;
  }
}

async function run(settings: Settings): Promise<void> {
  const left = new AbortController();
  // The first SIGINT lets the work end, another one does not wait.
  const signal = AbortSignal.any([shutdownSignal(), left.signal]);
  const places = await openPlaces(settings);
  const { groupchat, openclaw, hub, gruprId } = places;
  try {
    const serving = serve({
      runs: groupchat.client,
      gateway: openclaw.client,
      grupr: hub.client,
      gruprId,
      agentId: settings.agentId,
      ...(settings.approvers && { approvers: settings.approvers }),
      signal,
      say: (line) => print(`- ${line}`),
    });
    if (groupchat.server || hub.server) {
      print(DESK_HELP);
      const sitting = desk({
        groupchat: groupchat.server,
        hub: hub.server,
        input: process.stdin,
        print,
        signal,
      });
      await Promise.race([serving, sitting]);
      left.abort();
    }
    await serving;
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
