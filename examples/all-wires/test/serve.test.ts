import { startGateway, startGroupChat, startGrupr } from "@hawser/testkit";
import { WsChannelClient } from "@hawser/ws-channel-protocol/client";
import { GatewayClient } from "@hawser/gateway-client";
import { expect, it, onTestFinished } from "vitest";
import { serve } from "../src/serve.js";

it("answers on every wire that the environment names", async () => {
  const [gateway, hub, groupchat] = await Promise.all([
    startGateway({ agents: ["main", "bosun"] }),
    startGrupr(),
    startGroupChat(),
  ]);
  onTestFinished(async () => {
    await Promise.all([gateway.close(), hub.close(), groupchat.close()]);
  });
  const end = new AbortController();
  const said: string[] = [];
  let heard = (): void => undefined;
  const answered = new Promise<void>((resolve) => (heard = resolve));
  const serving = serve({
    env: {
      OPENCLAW_URL: gateway.url,
      OPENCLAW_TOKEN: gateway.token,
      OPENCLAW_AGENT: "bosun",
      OPENCLAW_SESSION: "agent:main:main",
      GRUPR_AGENT_TOKEN: hub.agentToken,
      GRUPR_AGENT_ID: hub.agent.id,
      GRUPR_ID: hub.gruprId,
      GRUPR_BASE_URL: hub.baseUrl,
      GROUPCHAT_AGENT_TOKEN: groupchat.token,
      GROUPCHAT_API_URL: groupchat.apiUrl,
      GROUPCHAT_CONVEX_URL: groupchat.convexUrl,
      WS_CHANNEL_PORT: "0",
    },
    signal: end.signal,
    say: (line) => {
      said.push(line);
      if (line === "gateway: replied") heard();
    },
  });
  const patience = { timeoutMs: 30_000 };
  await hub.waitFor("subscribe", undefined, patience);
  await gateway.waitFor("request", ({ method }) => method === "chat.history", patience);
  hub.say(hub.gruprId, { from: "Ada", content: "Hello room" });
  const run = groupchat.delegate({ task: "Hello task" });
  const { url = "" } = /(?<url>ws:\S+)/u.exec(said[0] ?? "")?.groups ?? {};
  await using linus = new WsChannelClient({ url, senderId: "linus" });
  await using barbara = new GatewayClient({ url: gateway.url, token: gateway.token });
  barbara.chat.run({ sessionKey: "agent:main:main", message: "Hello session" });
  expect(await linus.send("Hello channel").text()).toBe("echo: linus: Hello channel");
  await hub.waitFor("message", ({ content }) => content === "echo: Ada: Hello room", patience);
  await groupchat.waitFor("transition", ({ move }) => move === "complete", patience);
  expect(groupchat.comments(run.id).at(-1)).toContain("Hello task");
  await gateway.waitFor("request", ({ method }) => method === "chat.inject", patience);
  await answered;
  end.abort();
  await serving;
  expect(said.slice(2).toSorted()).toEqual(
    ["gateway", "groupchat", "grupr", "ws-channel"].map((wire) => `${wire}: replied`),
  );
}, 60_000);

it("says what is wrong with an address", async () => {
  const options = { signal: AbortSignal.timeout(10_000), say: () => undefined };
  await expect(serve({ env: { OPENCLAW_URL: "nowhere" }, ...options })).rejects.toThrow();
});
