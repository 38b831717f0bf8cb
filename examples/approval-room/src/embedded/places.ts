import { GatewayClient } from "@hawser/gateway-client";
import { GroupChatRunsClient } from "@hawser/groupchat-runs-client";
import { GruprClient } from "@hawser/grupr-client";
import {
  startGateway,
  startGroupChat,
  startGrupr,
  type GatewayAgent,
  type TestGateway,
  type TestGroupChat,
  type TestGrupr,
} from "@hawser/testkit";
import type { Settings } from "../agent/settings.js";
import { deckhand } from "./deckhand.js";

/** A client, and the server at its other end when that was started in this process. */
interface End<Client, Server> {
  readonly client: Client;
  readonly server: Server | undefined;
}

/** The three ends that the agent stands between. */
export interface Places {
  readonly groupchat: End<GroupChatRunsClient, TestGroupChat>;
  readonly openclaw: End<GatewayClient, TestGateway>;
  readonly hub: End<GruprClient, TestGrupr>;
  /** The room in which approvals are asked. */
  readonly gruprId: string;
  close(): Promise<void>;
}

/** Makes a client for each end, and starts what is embedded. */
export async function openPlaces(
  settings: Settings,
  agent: GatewayAgent = deckhand,
): Promise<Places> {
  const groupchat = await openGroupChat(settings);
  const openclaw = await openGateway(settings, agent);
  const hub = await openHub(settings);
  const ends = [groupchat, openclaw, hub];
  return {
    groupchat,
    openclaw,
    hub,
    gruprId: settings.gruprId ?? hub.server?.gruprId ?? "",
    close: async () => {
      await Promise.all(ends.map(({ client }) => client.close()));
      for (const { server } of ends) await server?.close();
    },
  };
}

async function openGroupChat({
  groupchat,
}: Settings): Promise<End<GroupChatRunsClient, TestGroupChat>> {
  if (groupchat.kind === "remote") {
    return { client: new GroupChatRunsClient(groupchat.options), server: undefined };
  }
  const server = await startGroupChat({ agent: { name: "Deckhand" } });
  const { token, apiUrl, convexUrl } = server;
  return { client: new GroupChatRunsClient({ token, apiUrl, convexUrl }), server };
}

async function openGateway(
  { gateway, agentId }: Settings,
  agent: GatewayAgent,
): Promise<End<GatewayClient, TestGateway>> {
  if (gateway.kind === "remote") {
    return { client: new GatewayClient(gateway.options), server: undefined };
  }
  const server = await startGateway({ agent, agents: [agentId] });
  return { client: new GatewayClient({ url: server.url, token: server.token }), server };
}

async function openHub({ grupr }: Settings): Promise<End<GruprClient, TestGrupr>> {
  if (grupr.kind === "remote") return { client: new GruprClient(grupr.options), server: undefined };
  const server = await startGrupr({ agentName: "Deckhand" });
  const { agentToken, agent, baseUrl } = server;
  return { client: new GruprClient({ agentToken, agentId: agent.id, baseUrl }), server };
}
