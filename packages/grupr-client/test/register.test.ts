import { inspect } from "node:util";
import { AuthError, ConnectionLostError, RemoteError, ValidationError } from "@hawser/core";
import type { TestGrupr } from "@hawser/testkit";
import { expect, it } from "vitest";
import { GruprClient, type Registered } from "../src/index.js";
import { openHub } from "./support/hub.js";
import { rejection } from "./support/rejection.js";

const register = (hub: TestGrupr, options: { jwt?: string; agentId?: string } = {}) =>
  GruprClient.register({ jwt: hub.jwt, agentId: hub.agent.id, baseUrl: hub.baseUrl, ...options });

it("turns a JWT into a token for the agent", async () => {
  const hub = await openHub();
  const registered = await register(hub);
  const { token, agentId, tokenHint } = registered;
  expect(token).toMatch(/^gat_/);
  expect(agentId).toBe(hub.agent.id);
  expect(tokenHint).toBe(`${token.slice(0, 8)}...${token.slice(-4)}`);
  const grupr = new GruprClient({ agentToken: token, baseUrl: hub.baseUrl });
  expect(await grupr.messages.list(hub.gruprId)).toEqual([]);
  expect(hub.requests[0]).toMatchObject({
    path: "/api/v1/agent-hub/register",
    headers: { authorization: `Bearer ${hub.jwt}` },
    body: { agent_id: hub.agent.id },
  });
});

it("shows the token to whoever asks for it, and to nobody else", async () => {
  const registered: Registered = await register(await openHub());
  for (const shown of [inspect(registered), JSON.stringify(registered), String(registered)]) {
    expect(shown).not.toContain(registered.token);
  }
});

it("takes a JWT as it was copied", async () => {
  const hub = await openHub();
  expect((await register(hub, { jwt: ` Bearer ${hub.jwt}\n` })).token).toMatch(/^gat_/);
});

it("says what is wrong with a refused JWT", async () => {
  const error = await rejection(register(await openHub(), { jwt: "stale" }));
  expect(error).toBeInstanceOf(AuthError);
  expect(error).toMatchObject({ code: "AUTH_FAILED", hint: expect.stringContaining("JWT") });
});

it("says that it is somebody else's agent", async () => {
  const hub = await openHub();
  const stranger = hub.addUser({ jwt: "jwt-of-a-stranger" });
  const error = await rejection(
    register(hub, { agentId: hub.addAgent("Theirs", { ownerId: stranger }).id }),
  );
  expect(error).toBeInstanceOf(AuthError);
  expect(error).toMatchObject({ code: "FORBIDDEN", hint: expect.stringContaining("agents") });
});

it("says that the e-mail address has to be verified", async () => {
  for (const errors of ["errors", "error"] as const) {
    const hub = await openHub();
    hub.faults.rest(403, { code: "email_unverified", message: "email_unverified", body: errors });
    const error = await rejection(register(hub));
    expect(error).toMatchObject({ code: "EMAIL_UNVERIFIED", retryable: false });
  }
});

it.each([
  ["jwt", { jwt: " " }],
  ["jwt", { jwt: "two\nlines" }],
  ["agentId", { agentId: "not-a-uuid" }],
])("asks for nothing with a %s that cannot be meant", async (path, options) => {
  const hub = await openHub();
  const error = await rejection(register(hub, options));
  expect(error).toBeInstanceOf(ValidationError);
  expect(error).toMatchObject({ path });
  expect(hub.requests).toEqual([]);
});

it("asks again where nothing can have been minted", async () => {
  const hub = await openHub();
  hub.faults.rest(429);
  expect((await register(hub)).token).toMatch(/^gat_/);
  expect(hub.requests).toHaveLength(2);
});

it("does not mint a second token where the first may have been lost", async () => {
  const hub = await openHub();
  hub.faults.loseResponse("register");
  expect(await rejection(register(hub))).toMatchObject({ maybeExecuted: true });
  expect(hub.requests).toHaveLength(1);
  hub.faults.rest(500);
  expect(await rejection(register(hub))).toBeInstanceOf(RemoteError);
  expect(hub.requests).toHaveLength(2);
});

it("gives up when it is told to", async () => {
  const hub = await openHub();
  hub.faults.stall();
  const stop = new AbortController();
  const { jwt, baseUrl, agent } = hub;
  const error = rejection(
    GruprClient.register({ jwt, agentId: agent.id, baseUrl, signal: stop.signal }),
  );
  await hub.waitFor("fault");
  stop.abort(new Error("enough"));
  expect(await error).toMatchObject({ message: "enough" });
});

it("says that nobody is there", async () => {
  const hub = await openHub();
  const { jwt, baseUrl, agent } = hub;
  await hub.close();
  const error = await rejection(GruprClient.register({ jwt, agentId: agent.id, baseUrl }));
  expect(error).toBeInstanceOf(ConnectionLostError);
  expect(error).toMatchObject({ code: "CONNECT_FAILED", maybeExecuted: false });
});
