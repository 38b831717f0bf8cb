import type { GruprEnvelope, GruprOptions, GruprWsAuth } from "@hawser/testkit";
import { describe, expect, it } from "vitest";
import { clientOf, contents, openHub, take } from "./support/hub.js";
import { States } from "./support/states.js";

/** Nothing is polled in time: only the WebSocket can tell. */
const NO_POLLS = { pollIntervalMs: 3_600_000, safetyPollMs: 3_600_000 };

describe("the WebSocket wakes a stream", () => {
  const names = ["type", "event", "event_type"] as const;
  const bodies = ["data", "payload", "message", "flat", "string"] as const;
  const envelopes: Required<Pick<GruprEnvelope, "name" | "body">>[] = names.flatMap((name) =>
    bodies.map((body) => ({ name, body })),
  );

  it.each(envelopes)("in the envelope %j", async (envelope) => {
    const hub = await openHub({ envelope });
    const stream = clientOf(hub, NO_POLLS).stream(hub.gruprId);
    const next = take(stream, 1);
    await hub.waitFor("subscribe");
    hub.say(hub.gruprId, { content: "1" });
    expect(contents(await next)).toEqual(["1"]);
    hub.say(hub.gruprId, { content: "2" });
    expect(contents(await take(stream, 1))).toEqual(["2"]);
  });

  it.each(["header", "query", "subprotocol", "first-message"] satisfies GruprWsAuth[])(
    "with the token in the %s",
    async (auth) => {
      const hub = await openHub({ wsAuth: auth, subscribe: "required", queryParameter: "t" });
      const states = new States();
      const client = clientOf(hub, { ...NO_POLLS, ws: { auth, queryParameter: "t" } });
      const stream = client.stream(hub.gruprId, { onState: states.note });
      const next = take(stream, 1);
      await hub.waitFor("subscribe");
      hub.say(hub.gruprId, { content: "1" });
      expect(contents(await next)).toEqual(["1"]);
      expect(hub.sockets[0]?.auth).toMatchObject({ status: "accepted", place: auth });
      expect(hub.sockets[0]?.url.includes(hub.agentToken)).toBe(auth === "query");
      expect((await states.until("live")).status).toBe("live");
    },
  );

  it.each([
    { subscribeAck: false },
    { pong: false },
    { subscribe: "required" },
  ] satisfies GruprOptions[])("of a hub with %j", async (options) => {
    const hub = await openHub(options);
    const stream = clientOf(hub, NO_POLLS).stream(hub.gruprId);
    const next = take(stream, 1);
    await hub.waitFor("subscribe");
    hub.say(hub.gruprId, { content: "1" });
    expect(contents(await next)).toEqual(["1"]);
  });

  it("where it is told to connect, and with frames of one's own", async () => {
    const hub = await openHub({ wsAuth: "first-message" });
    const client = clientOf(hub, {
      ...NO_POLLS,
      ws: {
        url: async () => `${hub.wsUrl}?v=2`,
        auth: "first-message",
        authMessage: (token) => ({ op: "hello", token }),
        subscribe: (gruprId) => ({ type: "subscribe", grupr_id: gruprId, v: 2 }),
      },
    });
    const next = take(client.stream(hub.gruprId), 1);
    await hub.waitFor("subscribe");
    hub.say(hub.gruprId, { content: "1" });
    await next;
    expect(hub.sockets[0]?.url).toBe("/ws?v=2");
    expect(hub.frames.map(({ frame }) => frame)).toEqual([
      { op: "hello", token: hub.agentToken },
      { type: "subscribe", grupr_id: hub.gruprId, v: 2 },
    ]);
  });

  it("that needs no subscription", async () => {
    const hub = await openHub();
    const client = clientOf(hub, { ...NO_POLLS, ws: { subscribe: false } });
    const next = take(client.stream(hub.gruprId), 1);
    await hub.waitFor("authenticated");
    await hub.waitFor("answer");
    hub.say(hub.gruprId, { content: "1" });
    expect(contents(await next)).toEqual(["1"]);
    expect(hub.frames).toEqual([]);
  });

  it("whatever else it says", async () => {
    const hub = await openHub();
    const stream = clientOf(hub, NO_POLLS).stream(hub.gruprId);
    const next = take(stream, 3);
    await hub.waitFor("subscribe");
    hub.faults.garbage();
    hub.faults.duplicateEvents(2);
    hub.faults.reorderEvents(1);
    hub.emit(hub.gruprId, "typing", { grupr_id: hub.gruprId, who: "Ada" });
    for (const content of ["1", "2", "3"]) hub.say(hub.gruprId, { content });
    expect(contents(await next)).toEqual(["1", "2", "3"]);
    expect(hub.sockets).toHaveLength(1);
  });

  it("and is answered when it pings", async () => {
    const hub = await openHub();
    const next = take(clientOf(hub).stream(hub.gruprId), 1);
    await hub.waitFor("subscribe");
    hub.emit(hub.gruprId, "ping", {});
    await hub.waitFor("frame", ({ frame }) => (frame as { type?: string }).type === "pong");
    hub.say(hub.gruprId, { content: "1" });
    await next;
  });
});

it("a stream that joins late knows how the line stands", async () => {
  const hub = await openHub();
  const client = clientOf(hub, NO_POLLS);
  const first = client.stream(hub.gruprId);
  const heard = take(first, 1);
  const states = new States();
  const cursor = {
    load: async () => {
      await hub.waitFor("subscribe");
      hub.say(hub.gruprId, { content: "1" });
      await heard;
      return undefined;
    },
    save: async () => undefined,
  };
  const other = hub.addGrupr();
  const next = take(client.stream(other, { cursor, onState: states.note }), 1);
  await states.until("live");
  hub.say(other, { content: "2" });
  expect(contents(await next)).toEqual(["2"]);
  expect(states.all).toEqual([{ status: "live" }]);
});

describe("a line that was lost comes back, and with it what came meanwhile", () => {
  const soon = { reconnect: { firstMaxMs: 1, initialMs: 1, maxMs: 5 } };

  it("when it was cut", async () => {
    const hub = await openHub();
    const stream = clientOf(hub, { ...NO_POLLS, ws: soon }).stream(hub.gruprId);
    let next = take(stream, 1);
    for (const n of [1, 2, 3]) {
      await hub.waitFor("subscribe", undefined, { after: n - 1 });
      expect(hub.faults.drop()).toBe(1);
      hub.say(hub.gruprId, { content: `${n}` });
      expect(contents(await next)).toEqual([`${n}`]);
      next = take(stream, 1);
    }
    await hub.waitFor("subscribe", undefined, { after: 3 });
    hub.say(hub.gruprId, { content: "4" });
    expect(contents(await next)).toEqual(["4"]);
  });

  it("when the hub restarts", async () => {
    const hub = await openHub();
    const states = new States();
    const client = clientOf(hub, { ...NO_POLLS, random: () => 0, ws: soon });
    const stream = client.stream(hub.gruprId, { onState: states.note });
    const next = take(stream, 3);
    await hub.waitFor("subscribe");
    hub.say(hub.gruprId, { content: "1" });
    await hub.waitFor("request", undefined, { after: 2 });
    const restart = hub.restart({ downMs: 50 });
    hub.say(hub.gruprId, { content: "2" });
    await restart;
    await hub.waitFor("subscribe", undefined, { after: 1, timeoutMs: 20_000 });
    hub.say(hub.gruprId, { content: "3" });
    expect(contents(await next)).toEqual(["1", "2", "3"]);
  }, 30_000);

  it.each([1000, 1001, 1011, 1012, 4000])("when it was closed with %i", async (code) => {
    const hub = await openHub();
    const stream = clientOf(hub, { ...NO_POLLS, ws: soon }).stream(hub.gruprId);
    const next = take(stream, 1);
    await hub.waitFor("subscribe");
    hub.faults.close(code);
    hub.say(hub.gruprId, { content: "1" });
    expect(contents(await next)).toEqual(["1"]);
    await hub.waitFor("subscribe", undefined, { after: 1 });
  });

  it("when upgrades are refused for a while", async () => {
    const hub = await openHub();
    const refused = hub.faults.refuseUpgrade(503, { times: 3 });
    const stream = clientOf(hub, { ...NO_POLLS, ws: soon }).stream(hub.gruprId);
    const next = take(stream, 1);
    await hub.waitFor("subscribe");
    expect(refused.hits).toBe(3);
    hub.say(hub.gruprId, { content: "1" });
    expect(contents(await next)).toEqual(["1"]);
  });
});
