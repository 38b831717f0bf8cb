import { runAgent, type Source } from "@hawser/agent-runner";
import { gatewayAgent, gatewaySessionSource } from "@hawser/agent-runner/gateway";
import { groupchatSource } from "@hawser/agent-runner/groupchat";
import { gruprSource } from "@hawser/agent-runner/grupr";
import { wsChannelSource } from "@hawser/agent-runner/ws-channel";
import { GatewayClient } from "@hawser/gateway-client";
import { GroupChatRunsClient } from "@hawser/groupchat-runs-client";
import { GruprClient } from "@hawser/grupr-client";
import { createWsChannelServer } from "@hawser/ws-channel-protocol/server";

/** What {@link serve} is told. */
export interface ServeOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends it; answers that are being given may end first. */
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/**
 * The wires that the environment names, with an agent behind a real gateway to answer all of them.
 *
 * @throws what cannot be mended by trying again: a refused token, say.
 */
export async function serve({ env, signal, say }: ServeOptions): Promise<void> {
  const { OPENCLAW_URL: url = "", OPENCLAW_TOKEN: token, OPENCLAW_AGENT: agentId = "main" } = env;
  const gateway = new GatewayClient({ url, token });
  const sources: Source[] = [];
  const opened: { close(): Promise<void> }[] = [gateway];

  const { GRUPR_AGENT_TOKEN, GRUPR_AGENT_ID = "", GRUPR_ID = "", GRUPR_BASE_URL = "" } = env;
  if (GRUPR_AGENT_TOKEN) {
    const grupr = new GruprClient({
      agentToken: GRUPR_AGENT_TOKEN,
      ...(GRUPR_AGENT_ID && { agentId: GRUPR_AGENT_ID }),
      ...(GRUPR_BASE_URL && { baseUrl: GRUPR_BASE_URL }),
    });
    opened.push(grupr);
    sources.push(gruprSource(grupr, { gruprId: GRUPR_ID }));
  }

  const { GROUPCHAT_AGENT_TOKEN, GROUPCHAT_API_URL = "", GROUPCHAT_CONVEX_URL = "" } = env;
  if (GROUPCHAT_AGENT_TOKEN) {
    const runs = new GroupChatRunsClient({
      token: GROUPCHAT_AGENT_TOKEN,
      ...(GROUPCHAT_API_URL && { apiUrl: GROUPCHAT_API_URL }),
      ...(GROUPCHAT_CONVEX_URL && { convexUrl: GROUPCHAT_CONVEX_URL }),
    });
    opened.push(runs);
    sources.push(groupchatSource(runs));
  }

  const { WS_CHANNEL_PORT } = env;
  if (WS_CHANNEL_PORT) {
    const server = createWsChannelServer({ host: "127.0.0.1", port: Number(WS_CHANNEL_PORT) });
    opened.push(server);
    await server.listen();
    say(`The web channel listens on ${server.url}`);
    sources.push(wsChannelSource(server));
  }

  const { OPENCLAW_SESSION: sessionKey } = env;
  if (sessionKey) sources.push(gatewaySessionSource(gateway, { sessionKey, label: agentId }));

  try {
    say(`${agentId} answers: ${sources.map(({ name }) => name).join(", ")}. Ctrl-C ends it.`);
    await runAgent({
      source: sources,
      agent: gatewayAgent(gateway, { agentId }),
      signal,
      observe: (event) => {
        if (event.type === "ended") say(`${event.task.source}: ${event.outcome}`);
      },
    });
  } finally {
    await Promise.all(opened.map((one) => one.close()));
  }
}
