import { AuthError, HawserError, ProtocolError } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import { describe, expect, it } from "vitest";
import { clientOf, contents, openHub, take } from "./support/hub.js";
import { rejection } from "./support/rejection.js";
import { States } from "./support/states.js";

const SOON = { reconnect: { firstMaxMs: 1, initialMs: 1, maxMs: 5 } };

describe("where the token is refused for good, the stream ends", () => {
  it("with 401", async () => {
    const hub = await openHub();
    const stream = clientOf(hub, { agentToken: "gat_0123456789" }).stream(hub.gruprId);
    const error = await rejection(stream.next());
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ code: "AUTH_FAILED", retryable: false });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    await hub.close();
    expect(hub.requests.length).toBe(1);
  });

  it("with 403 for a room it is not in", async () => {
    const hub = await openHub();
    hub.unassign(hub.gruprId, hub.agent);
    const error = await rejection(clientOf(hub).stream(hub.gruprId).next());
    expect(error).toMatchObject({ name: "AuthError", code: "FORBIDDEN" });
  });

  it("when it is taken out of the room meanwhile", async () => {
    const hub = await openHub();
    const stream = clientOf(hub, { pollIntervalMs: 20 }).stream(hub.gruprId);
    const next = rejection(stream.next());
    await hub.waitFor("subscribe");
    hub.unassign(hub.gruprId, hub.agent);
    expect(await next).toMatchObject({ code: "FORBIDDEN" });
  });

  it.each([4401, 4403])(
    "when the socket is closed with %i and REST says the same",
    async (code) => {
      const hub = await openHub();
      const stream = clientOf(hub, { pollIntervalMs: 3_600_000 }).stream(hub.gruprId);
      const next = rejection(stream.next());
      await hub.waitFor("subscribe");
      await hub.waitFor("answer");
      hub.revoke(hub.agentToken);
      hub.faults.close(code, "revoked");
      expect(await next).toMatchObject({ name: "AuthError", code: "AUTH_FAILED" });
      expect(hub.sockets).toHaveLength(1);
    },
  );

  it("of a room that is not there (404)", async () => {
    const hub = await openHub();
    const stream = clientOf(hub).stream("6f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506");
    expect(await rejection(stream.next())).toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("where only the WebSocket is refused, REST is polled", () => {
  it.each([
    ["401", { authRefusal: "http" }],
    ["4401", { authRefusal: "close" }],
    ["an error frame", { authRefusal: "frame" }],
  ] as const)("by %s, and it is not asked again", async (_name, options) => {
    const hub = await openHub({ wsTokens: "jwt", ...options });
    const states = new States();
    const client = clientOf(hub, { pollIntervalMs: 10, ws: SOON });
    const stream = client.stream(hub.gruprId, { onState: states.note });
    const next = take(stream, 1);
    const { error } = await states.until("polling").then(async (state) => {
      if (state.error !== undefined) return state;
      return states.next("polling");
    });
    expect(error).toBeInstanceOf(AuthError);
    hub.say(hub.gruprId, { content: "1" });
    expect(contents(await next)).toEqual(["1"]);
    hub.say(hub.gruprId, { content: "2" });
    expect(contents(await take(stream, 1))).toEqual(["2"]);
    expect(hub.sockets.length).toBe(options.authRefusal === "http" ? 0 : 1);
  });

  it("by 404, and it is tried again later", async () => {
    const hub = await openHub();
    const refused = hub.faults.refuseUpgrade(404, { times: 2 });
    const client = clientOf(hub, {
      pollIntervalMs: 3_600_000,
      ws: { ...SOON, refusedRetryMs: 20 },
    });
    const next = take(client.stream(hub.gruprId), 1);
    await hub.waitFor("subscribe");
    expect(refused.hits).toBe(2);
    hub.say(hub.gruprId, { content: "1" });
    await next;
  });

  it("by nobody: there is no socket with polling", async () => {
    const hub = await openHub();
    const states = new States();
    const client = clientOf(hub, { transport: "polling", pollIntervalMs: 10 });
    const stream = client.stream(hub.gruprId, { onState: states.note });
    const next = take(stream, 1);
    expect(await states.until("polling")).toEqual({ status: "polling" });
    hub.say(hub.gruprId, { content: "1" });
    expect(contents(await next)).toEqual(["1"]);
    expect(hub.sockets).toEqual([]);
  });
});

describe("where the WebSocket is insisted on", () => {
  it("a refused token ends the stream", async () => {
    const hub = await openHub({ wsTokens: "jwt" });
    const error = await rejection(
      clientOf(hub, { transport: "websocket" }).stream(hub.gruprId).next(),
    );
    expect(error).toBeInstanceOf(AuthError);
  });

  it("an address that is none ends the stream", async () => {
    const hub = await openHub();
    const client = clientOf(hub, { transport: "websocket", ws: { url: "nonsense" } });
    const error = await rejection(client.stream(hub.gruprId).next());
    expect(error).toBeInstanceOf(HawserError);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ code: "WEBSOCKET_REFUSED" });
  });
});

describe("what passes is waited for", () => {
  it.each([
    [429, "errors"],
    [500, "html"],
    [503, "empty"],
  ] as const)("%i with %s", async (status, body) => {
    const hub = await openHub();
    hub.faults.rest(status, { operation: "list", times: 3, body });
    const states = new States();
    const client = clientOf(hub, { random: () => 0 });
    const next = take(client.stream(hub.gruprId, { onState: states.note }), 1);
    await hub.waitFor("answer", ({ status: answered }) => answered === 200);
    hub.say(hub.gruprId, { content: "1" });
    expect(contents(await next)).toEqual(["1"]);
    expect(states.all.filter((state) => state.status === "retrying")).toHaveLength(3);
  });

  it("as long as the hub wishes", async () => {
    const clock = new ManualClock();
    const hub = await openHub();
    hub.faults.rest(429, { operation: "list", retryAfter: 90 });
    const states = new States();
    const client = clientOf(hub, { clock, transport: "polling" });
    const stream = client.stream(hub.gruprId, { onState: states.note });
    const next = stream.next();
    const { delayMs, error } = await states.until("retrying");
    expect(delayMs).toBe(90_000);
    expect(error).toMatchObject({ code: "RATE_LIMITED" });
    await expect.poll(() => clock.nextInMs).toBe(90_000);
    await clock.advance(89_999);
    expect(hub.requests).toHaveLength(1);
    await clock.advance(1);
    await states.until("polling");
    await client.close();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it("with a wrong answer in between, once the room could be read", async () => {
    const hub = await openHub();
    const client = clientOf(hub, { random: () => 0, pollIntervalMs: 10, transport: "polling" });
    const states = new States();
    const next = take(client.stream(hub.gruprId, { onState: states.note }), 1);
    await states.until("polling");
    hub.faults.rest(404, { operation: "list" });
    hub.faults.loseResponse("list", { how: "html" });
    hub.say(hub.gruprId, { content: "1" });
    expect(contents(await next)).toEqual(["1"]);
  });
});
