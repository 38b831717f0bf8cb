import { GatewayClient } from "@hawser/gateway-client";
import { GruprClient } from "@hawser/grupr-client";
import { startGateway, startGrupr, type TestGrupr } from "@hawser/testkit";

/** A setting that cannot be used. */
export class SettingError extends Error {
  override readonly name = "SettingError";
}

/** Where the agent works: a room, and the gateway behind it. */
export interface Places {
  readonly grupr: GruprClient;
  readonly gruprId: string;
  readonly gateway: GatewayClient;
  /** The hub, where it was started in this process. */
  readonly hub: TestGrupr | undefined;
  close(): Promise<void>;
}

/** The services that the environment names; what it does not name is started in this process. */
export async function openPlaces(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Places> {
  const { GRUPR_AGENT_TOKEN: agentToken, GRUPR_AGENT_ID: agentId, GRUPR_ID: gruprId } = env;
  const { GRUPR_BASE_URL: baseUrl, OPENCLAW_URL: url, OPENCLAW_TOKEN: token } = env;
  if (!agentToken !== !gruprId) {
    throw new SettingError("Set both GRUPR_AGENT_TOKEN and GRUPR_ID, or none of them.");
  }
  const openclaw = url ? undefined : await startGateway({ agent: echo });
  const gateway = new GatewayClient({
    url: url || (openclaw?.url ?? ""),
    token: url ? token || undefined : openclaw?.token,
  });
  const hub = agentToken ? undefined : await startGrupr({ agentName: "OpenClaw Bot" });
  const grupr = new GruprClient(
    hub
      ? { agentToken: hub.agentToken, agentId: hub.agent.id, baseUrl: hub.baseUrl }
      : {
          agentToken: agentToken ?? "",
          ...(agentId ? { agentId } : {}),
          ...(baseUrl ? { baseUrl } : {}),
        },
  );
  return {
    grupr,
    gruprId: gruprId || (hub?.gruprId ?? ""),
    gateway,
    hub,
    close: async () => {
      await Promise.all([grupr.close(), gateway.close()]);
      await Promise.all([hub?.close(), openclaw?.close()]);
    },
  };
}

/** The embedded gateway's agent. It needs no model. */
async function* echo(text: string): AsyncGenerator<string, void, string | undefined> {
  yield "You said: ";
  yield text.replace(/^[^:]+: /u, "");
}
