import { GatewayClient } from "@hawser/gateway-client";
import { GroupChatRunsClient } from "@hawser/groupchat-runs-client";
import {
  type GatewayAgent,
  startGateway,
  startGroupChat,
  type TestGateway,
  type TestGroupChat,
} from "@hawser/testkit";
import type { GatewayTarget, GroupChatTarget, Settings } from "../agent/settings.js";
import { workerAgent } from "./worker.js";

/** A client, and the server at its other end when that was started in this process. */
interface End<Client, Server> {
  readonly client: Client;
  readonly server: Server | undefined;
}

/** The two ends that an agent stands between. */
export interface Places {
  readonly groupchat: End<GroupChatRunsClient, TestGroupChat>;
  readonly openclaw: End<GatewayClient, TestGateway>;
  close(): Promise<void>;
}

/** Makes a client for each end, and starts what is embedded. */
export async function openPlaces(
  settings: Settings,
  agent: GatewayAgent = workerAgent,
): Promise<Places> {
  const groupchat = await openGroupChat(settings.groupchat);
  const openclaw = await openGateway(settings.gateway, settings.agentId, agent);
  return {
    groupchat,
    openclaw,
    close: async () => {
      await groupchat.client.close();
      await openclaw.client.close();
      await groupchat.server?.close();
      await openclaw.server?.close();
    },
  };
}

async function openGroupChat(
  target: GroupChatTarget,
): Promise<End<GroupChatRunsClient, TestGroupChat>> {
  if (target.kind === "remote") {
    return { client: new GroupChatRunsClient(target), server: undefined };
  }
  const server = await startGroupChat({ agent: { name: "OpenClaw Bot" } });
  const { token, apiUrl, convexUrl } = server;
  return { client: new GroupChatRunsClient({ token, apiUrl, convexUrl }), server };
}

async function openGateway(
  target: GatewayTarget,
  agentId: string,
  agent: GatewayAgent,
): Promise<End<GatewayClient, TestGateway>> {
  if (target.kind === "remote") return { client: new GatewayClient(target), server: undefined };
  const server = await startGateway({ agent, agents: [agentId] });
  return { client: new GatewayClient({ url: server.url, token: server.token }), server };
}
