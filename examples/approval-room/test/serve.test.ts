import { GatewayClient } from "@hawser/gateway-client";
import { GruprClient } from "@hawser/grupr-client";
import { expect, it, onTestFinished } from "vitest";
import { serve, type ServeOptions } from "../src/agent/serve.js";
import { settingsFrom } from "../src/agent/settings.js";
import { openPlaces, type Places } from "../src/embedded/places.js";

async function open(): Promise<Places> {
  const places = await openPlaces(settingsFrom({}));
  onTestFinished(() => places.close());
  return places;
}

function start(places: Places, change: Partial<ServeOptions> = {}): Promise<void> {
  const leave = new AbortController();
  const serving = serve({
    runs: places.groupchat.client,
    gateway: places.openclaw.client,
    grupr: places.hub.client,
    gruprId: places.gruprId,
    agentId: "main",
    signal: leave.signal,
    say: () => undefined,
    ...change,
  });
  onTestFinished(async () => {
    leave.abort();
    await serving.catch(() => undefined);
  });
  return serving;
}

it("lets those decide who may", async () => {
  const places = await open();
  const { groupchat, hub } = { groupchat: places.groupchat.server, hub: places.hub.server };
  if (!groupchat || !hub) throw new Error("embedded by default");
  void start(places, { approvers: ["Grace"] });
  await hub.waitFor("subscribe");
  const run = groupchat.delegate({ task: "Sink it: `scuttle`" });
  const question = await hub.waitFor("message", ({ content }) => content.includes("scuttle"));
  const code = /`deny (?<code>\w+)`/u.exec(question.content)?.groups?.["code"];
  hub.say(hub.gruprId, { from: "Mallory", content: `allow ${code}` });
  await hub.waitFor(
    "message",
    ({ content }) => content === "Mallory, you are not among those who decide.",
  );
  hub.say(hub.gruprId, { from: "Grace", content: `always ${code}` });
  await hub.waitFor("message", ({ content }) => content.startsWith("That cannot be decided."));
  expect(run.status).toBe("RUNNING");
  hub.say(hub.gruprId, { from: "Grace", content: `deny ${code}` });
  await hub.waitFor("message", ({ content }) => content === "Denied by Grace: `scuttle`");
  await groupchat.waitFor("transition", () => run.status === "FINISHED");
});

it("lets work end when it is told to leave, and the room decide it", async () => {
  const places = await open();
  const { groupchat, hub } = { groupchat: places.groupchat.server, hub: places.hub.server };
  if (!groupchat || !hub) throw new Error("embedded by default");
  const leave = new AbortController();
  const serving = start(places, { signal: leave.signal });
  await hub.waitFor("subscribe");
  const run = groupchat.delegate({ task: "Haul in: `make fast`" });
  const question = await hub.waitFor("message", ({ content }) => content.includes("make fast"));
  leave.abort();
  const code = /`allow (?<code>\w+)`/u.exec(question.content)?.groups?.["code"];
  hub.say(hub.gruprId, { from: "Ada", content: `allow ${code}` });
  await serving;
  expect(run.status).toBe("FINISHED");
  expect(groupchat.comments(run.id).at(-1)).toContain('I ran "make fast"');
});

it("leaves the questions of other agents alone", async () => {
  const places = await open();
  const { openclaw, hub } = { openclaw: places.openclaw.server, hub: places.hub.server };
  if (!openclaw || !hub) throw new Error("embedded by default");
  void start(places);
  await hub.waitFor("subscribe");
  await openclaw.waitFor("ready");
  openclaw.requestApproval({ command: "theirs", sessionKey: "agent:main:main" });
  openclaw.requestApproval({ command: "ours", sessionKey: "agent:main:groupchat:t1" });
  const first = await hub.waitFor("message");
  expect(first.content).toContain("\n    ours\n");
});

it("ends at once when a token is refused, on whichever wire", async () => {
  const places = await open();
  const { openclaw, hub } = { openclaw: places.openclaw.server, hub: places.hub.server };
  if (!openclaw || !hub) throw new Error("embedded by default");
  const grupr = new GruprClient({ agentToken: "gat_wrong", baseUrl: hub.baseUrl });
  const gateway = new GatewayClient({ url: openclaw.url, token: "wrong" });
  onTestFinished(async () => void (await Promise.all([grupr.close(), gateway.close()])));
  await expect(start(places, { grupr })).rejects.toMatchObject({ code: "AUTH_FAILED" });
  await expect(start(await open(), { gateway })).rejects.toMatchObject({ name: "AuthError" });
});
