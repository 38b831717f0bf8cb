import { ConnectionLostError, type HawserError } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import type { GruprOptions, TestGrupr } from "@hawser/testkit";
import { describe, expect, it } from "vitest";
import { authorOf, GruprClient, type GruprMessage } from "../src/index.js";
import { clientOf, openHub } from "./support/hub.js";
import { rejection } from "./support/rejection.js";

const said = (messages: readonly { readonly content: string }[]): string[] =>
  messages.map(({ content }) => content);

const sends = (hub: TestGrupr): number =>
  hub.requests.filter(({ operation }) => operation === "send").length;

describe("list", () => {
  it.each([
    {},
    { envelope: { list: "meta" } },
    { timestampZone: "+00:00" },
    { timestampDigits: 0 },
    { timestampDigits: 3 },
  ] satisfies GruprOptions[])("reads a page of a hub with %j", async (options) => {
    const hub = await openHub(options);
    const { gruprId } = hub;
    const clock = Date.parse("2026-04-26T15:30:00Z");
    const moment = (s: number): string => new Date(clock + s * 1000).toISOString();
    for (const s of [0, 1, 2, 3]) hub.say(gruprId, { content: `${s}`, createdAt: moment(s) });
    const { messages } = clientOf(hub);
    expect(said(await messages.list(gruprId))).toEqual(["0", "1", "2", "3"]);
    const [first] = await messages.list(gruprId, { limit: 1 });
    expect(first).toEqual(hub.messages(gruprId)[0]);
    const after = first?.created_at ?? "";
    expect(said(await messages.list(gruprId, { after, limit: 2 }))).toEqual(["1", "2"]);
    expect(said(await messages.list(gruprId, { after: new Date(clock + 2000) }))).toEqual(["3"]);
  });

  it("asks as the hub expects to be asked", async () => {
    const hub = await openHub();
    await clientOf(hub).messages.list(hub.gruprId, { after: "2026-04-26T17:30:00.5+02:00" });
    expect(hub.requests[0]).toMatchObject({
      method: "GET",
      path: `/api/v1/agent-hub/grups/${hub.gruprId}/messages`,
      query: { after: "2026-04-26T15:30:00.500000Z", limit: "50" },
      headers: { authorization: `Bearer ${hub.agentToken}`, accept: "application/json" },
    });
  });

  it.each([
    (rows: unknown) => rows,
    (rows: unknown) => ({ messages: rows }),
    (rows: unknown) => ({ data: { messages: rows } }),
  ])("takes a list wherever it is", async (wrap) => {
    const rows = [
      { message_id: "1", created_at: "2026-04-26T15:30:00Z", mood: "odd" },
      { message_id: 2, created_at: "2026-04-26T15:30:00Z" },
      "nonsense",
    ];
    const client = new GruprClient({
      agentToken: "gat_0123456789",
      fetch: async () => Response.json(wrap(rows)),
    });
    expect(await client.messages.list("6f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506")).toEqual([
      { message_id: "1", created_at: "2026-04-26T15:30:00Z", mood: "odd", content: "" },
    ]);
  });

  it("reads elsewhere when it is told to", async () => {
    const urls: string[] = [];
    const client = new GruprClient({
      agentToken: "gat_0123456789",
      baseUrl: "https://hub.test/root/",
      routes: { messages: (id) => `/rooms/${id}` },
      fetch: async (url) => {
        urls.push(String(url));
        return Response.json({ data: [] });
      },
    });
    await client.messages.list("6f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506");
    expect(urls).toEqual([
      "https://hub.test/root/rooms/6f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506?limit=50",
    ]);
  });
});

describe("send", () => {
  it("gives back what the hub has made of it", async () => {
    const hub = await openHub();
    const client = clientOf(hub);
    expect(client.agentId).toBeUndefined();
    const sent = await client.messages.send(hub.gruprId, "**Hello**");
    expect(sent).toEqual(hub.messages(hub.gruprId)[0]);
    expect(client.agentId).toBe(hub.agent.id);
  });

  it("keeps the order of a room", async () => {
    const hub = await openHub();
    const { messages } = clientOf(hub, { random: () => 0 });
    hub.faults.rest(429, { operation: "send" });
    await Promise.all(["1", "2", "3"].map((text) => messages.send(hub.gruprId, text)));
    expect(said(hub.messages(hub.gruprId))).toEqual(["1", "2", "3"]);
  });

  it("does not let the next one overtake when one gives up waiting", async () => {
    const hub = await openHub();
    const { messages } = clientOf(hub, { random: () => 0 });
    hub.faults.stall("send");
    const stop = new AbortController();
    const giveUp = new AbortController();
    const first = rejection(messages.send(hub.gruprId, "1", { signal: stop.signal }));
    const second = rejection(messages.send(hub.gruprId, "2", { signal: giveUp.signal }));
    const third = messages.send(hub.gruprId, "3");
    await hub.waitFor("fault");
    giveUp.abort(new Error("enough"));
    expect(await second).toMatchObject({ message: "enough" });
    expect(sends(hub)).toBe(1);
    stop.abort(new Error("also enough"));
    expect(await first).toMatchObject({ message: "also enough" });
    await third;
    expect(said(hub.messages(hub.gruprId))).toEqual(["3"]);
  });

  it.each(["cut", "html"] as const)("finds it in the room when the answer is %s", async (how) => {
    const hub = await openHub();
    const other = hub.addAgent("Other");
    hub.assign(hub.gruprId, other);
    hub.say(hub.gruprId, { from: other, content: "Hello\n" });
    hub.faults.loseResponse("send", { how });
    const client = clientOf(hub, { agentId: hub.agent.id });
    const sent = await client.messages.send(hub.gruprId, "Hello");
    expect(sent).toEqual(hub.messages(hub.gruprId)[1]);
    expect(sends(hub)).toBe(1);
  });

  it("finds it when it shows up late", async () => {
    const clock = new ManualClock();
    const hub = await openHub();
    hub.faults.loseResponse("send");
    hub.faults.rest(503, { operation: "list" });
    const send = clientOf(hub, { clock }).messages.send(hub.gruprId, "Hello");
    await expect.poll(() => clock.nextInMs).toBe(500);
    await clock.advance(500);
    expect((await send).content).toBe("Hello");
    expect(sends(hub)).toBe(1);
  });

  it("tells two that say the same apart", async () => {
    const hub = await openHub();
    const { messages } = clientOf(hub);
    const first = await messages.send(hub.gruprId, "OK");
    hub.faults.loseResponse("send");
    const second = await messages.send(hub.gruprId, "OK");
    expect(second.message_id).not.toBe(first.message_id);
    expect(hub.messages(hub.gruprId)).toHaveLength(2);
  });

  it("sends again what the hub has certainly not taken", async () => {
    const hub = await openHub();
    hub.faults.rest(429, { operation: "send", times: 2 });
    await clientOf(hub, { random: () => 0 }).messages.send(hub.gruprId, "Hello");
    expect(said(hub.messages(hub.gruprId))).toEqual(["Hello"]);
    expect(sends(hub)).toBe(3);
  });

  it("sends again what the room does not have after a while", async () => {
    const clock = new ManualClock();
    const hub = await openHub();
    hub.faults.rest(500, { operation: "send" });
    const send = clientOf(hub, { clock }).messages.send(hub.gruprId, "Hello");
    await advanceThrough(clock, [500, 1000, 2000]);
    await send;
    expect(said(hub.messages(hub.gruprId))).toEqual(["Hello"]);
    expect(sends(hub)).toBe(2);
  });

  it.each(["stall", "504"])("does not send again what may be at work still: %s", async (how) => {
    const clock = new ManualClock();
    const hub = await openHub();
    if (how === "stall") hub.faults.stall("send");
    else hub.faults.rest(504, { operation: "send" });
    const client = clientOf(hub, { clock, requestTimeoutMs: 5000 });
    const error = rejection(client.messages.send(hub.gruprId, "Hello"));
    await hub.waitFor("fault");
    if (how === "stall") await clock.advance(5000);
    await advanceThrough(clock, [500, 1000, 2000]);
    expect(await error).toBeInstanceOf(ConnectionLostError);
    expect(await error).toMatchObject({ code: "SEND_UNKNOWN", maybeExecuted: true });
    expect(((await error) as HawserError).hint).toContain("findSent");
    expect(sends(hub)).toBe(1);
  });

  it("does not send again when the room cannot be read", async () => {
    const clock = new ManualClock();
    const hub = await openHub();
    hub.faults.loseResponse("send");
    hub.faults.rest(500, { operation: "list", times: 4 });
    const client = clientOf(hub, { clock });
    const error = rejection(client.messages.send(hub.gruprId, "Hello"));
    await advanceThrough(clock, [500, 1000, 2000]);
    expect(await error).toMatchObject({ code: "SEND_UNKNOWN", retryable: false });
    expect(sends(hub)).toBe(1);

    const after = new Date(Date.now() - 60_000);
    const found = await client.messages.findSent(hub.gruprId, "Hello", { after });
    expect(found).toEqual(hub.messages(hub.gruprId)[0]);
    const another = await client.messages.findSent(hub.gruprId, "Goodbye", { after });
    expect(another).toBeUndefined();
  });
});

it("authorOf tells people, agents and the hub's own AIs apart", async () => {
  const hub = await openHub();
  const { gruprId, agent } = hub;
  hub.say(gruprId, { from: "Ada", content: "1" });
  hub.say(gruprId, { from: agent, content: "2" });
  hub.say(gruprId, { from: "GPT", ai: true, content: "3" });
  const messages: GruprMessage[] = await clientOf(hub).messages.list(gruprId);
  expect(messages.map(authorOf)).toEqual([
    { kind: "person", id: messages[0]?.sender_id, name: "Ada" },
    { kind: "agent", id: agent.id, name: "Test agent" },
    { kind: "agent", id: messages[2]?.ai_agent_id, name: "GPT" },
  ]);
  const bare = { message_id: "1", content: "", created_at: "", sender: { name: "Eve" } };
  expect(authorOf(bare)).toEqual({ kind: "person", id: undefined, name: "Eve" });
});

/** Lets the waits come, one after the other. */
async function advanceThrough(clock: ManualClock, waits: readonly number[]): Promise<void> {
  for (const ms of waits) {
    await expect.poll(() => clock.nextInMs, { timeout: 5000 }).toBe(ms);
    await clock.advance(ms);
  }
}
