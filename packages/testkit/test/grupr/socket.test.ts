import { describe, expect, it } from "vitest";
import { connect, openHub, RawClient } from "./hub.js";

describe("where the token may be", () => {
  it("the header", async () => {
    const hub = await openHub();
    connect(hub);
    const socket = await hub.waitFor("authenticated");
    expect(socket.auth).toEqual({
      status: "accepted",
      agentId: hub.agent.id,
      place: "header",
    });
  });

  it("the query", async () => {
    const hub = await openHub({ wsAuth: "query" });
    expect(await connect(hub).ended).toBe("HTTP 401");
    const client = new RawClient(`${hub.wsUrl}?token=${hub.agentToken}`, {});
    expect((await hub.waitFor("authenticated")).auth).toMatchObject({ place: "query" });
    expect(client.frames).toEqual([]);
  });

  it("a subprotocol", async () => {
    const hub = await openHub({ wsAuth: "subprotocol" });
    const carrier = `bearer.${Buffer.from(hub.agentToken).toString("base64url")}`;
    const client = new RawClient(hub.wsUrl, { protocols: ["grupr", carrier] });
    expect((await hub.waitFor("authenticated")).auth).toMatchObject({ place: "subprotocol" });
    expect(client.frames).toEqual([]);
  });

  it("the first message", async () => {
    const hub = await openHub({ wsAuth: "first-message" });
    const client = new RawClient(hub.wsUrl, {});
    client.send({ type: "auth", token: hub.agentToken });
    expect((await hub.waitFor("authenticated")).auth).toMatchObject({ place: "first-message" });
    const stranger = new RawClient(hub.wsUrl, {});
    stranger.send({ type: "auth", token: "gat_wrong" });
    expect(await stranger.ended).toBe("4401 Token required");
  });

  it("nowhere for an agent, where only users' JWTs are taken", async () => {
    const hub = await openHub({ wsTokens: "jwt" });
    expect(await connect(hub).ended).toBe("HTTP 401");
    connect(hub, hub.jwt);
    await hub.waitFor("authenticated");
  });
});

describe("a wrong token is refused", () => {
  it("with a close code", async () => {
    const hub = await openHub({ authRefusal: "close" });
    expect(await connect(hub, "gat_wrong").ended).toBe("4401 Invalid token");
  });

  it("with an error frame", async () => {
    const hub = await openHub({ authRefusal: "frame" });
    const client = connect(hub, "gat_wrong");
    expect(await client.ended).toBe("1008 Invalid token");
    expect(client.frames).toEqual([
      { type: "error", code: "unauthorized", message: "Invalid token" },
    ]);
  });
});

describe("events", () => {
  it.each([
    [{}, (message: object) => ({ type: "new_message", data: message })],
    [
      { name: "event", body: "payload" },
      (message: object) => ({ event: "new_message", payload: message }),
    ],
    [
      { name: "event_type", body: "message" },
      (message: object) => ({ event_type: "new_message", message }),
    ],
    [{ body: "flat" }, (message: object) => ({ ...message, type: "new_message" })],
    [
      { body: "string" },
      (message: object) => ({ type: "new_message", data: JSON.stringify(message) }),
    ],
  ] as const)("are written as %j", async (envelope, expected) => {
    const hub = await openHub({ envelope });
    const client = connect(hub);
    await hub.waitFor("authenticated");
    const said = hub.say(hub.gruprId, { content: "Hello" });
    expect(await client.received(1)).toEqual([expected(said)]);
  });

  it("come after a subscription only, where that is asked for", async () => {
    const hub = await openHub({ subscribe: "required" });
    const client = connect(hub);
    await hub.waitFor("authenticated");
    hub.say(hub.gruprId, { content: "unheard" });
    client.send({ type: "subscribe", grupr_id: hub.gruprId });
    await hub.waitFor("subscribe");
    const said = hub.say(hub.gruprId, { content: "heard" });
    expect(await client.received(2)).toEqual([
      { type: "subscribed", grupr_id: hub.gruprId },
      { type: "new_message", data: said },
    ]);
  });

  it("can be lost, doubled and changed in order", async () => {
    const hub = await openHub();
    const client = connect(hub);
    await hub.waitFor("authenticated");
    hub.faults.loseEvents();
    hub.faults.reorderEvents();
    hub.faults.duplicateEvents();
    for (const content of ["1", "2", "3"]) hub.say(hub.gruprId, { content });
    const frames = (await client.received(3)) as { data: { content: string } }[];
    expect(frames.map((frame) => frame.data.content)).toEqual(["3", "3", "2"]);
  });
});

describe("faults of the socket", () => {
  it("refuse it, cut it, and close it with a code", async () => {
    const hub = await openHub();
    const refusal = hub.faults.refuseUpgrade(503);
    expect(await connect(hub).ended).toBe("HTTP 503");
    refusal.clear();
    const client = connect(hub);
    await hub.waitFor("authenticated");
    expect(hub.faults.drop()).toBe(1);
    expect(await client.ended).toBe("1006");
    hub.faults.acceptAndClose(4403, "no", { times: 1 });
    expect(await connect(hub).ended).toBe("4403 no");
  });

  it("make it deaf", async () => {
    const hub = await openHub();
    const client = connect(hub);
    await hub.waitFor("authenticated");
    const deaf = hub.faults.deaf();
    hub.say(hub.gruprId, { content: "unheard" });
    deaf.clear();
    hub.say(hub.gruprId, { content: "heard" });
    expect(await client.received(1)).toMatchObject([{ data: { content: "heard" } }]);
  });
});
