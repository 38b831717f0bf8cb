import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { call, openHub } from "./hub.js";

const UNKNOWN = "00000000-0000-4000-8000-000000000000";

describe("registering", () => {
  it("gives a token that works", async () => {
    const hub = await openHub();
    const agent = hub.addAgent("Second");
    hub.assign(hub.gruprId, agent);
    const answer = await call(hub, "POST", "/register", {
      secret: hub.jwt,
      body: { agent_id: agent.id },
    });
    const { data } = JSON.parse(answer.text) as { data: { token: string } };
    expect(data.token).toMatch(/^gat_/);
    const list = await call(hub, "GET", `/grups/${hub.gruprId}/messages`, { secret: data.token });
    expect(list.status).toBe(200);
  });

  it("is refused for a stale JWT, a stranger's agent and an unverified account", async () => {
    const hub = await openHub();
    hub.addUser({ jwt: "new", emailVerified: false });
    const theirs = hub.addAgent("Theirs", { ownerId: hub.addUser({ jwt: "other" }) });
    const register = (secret: string, id: string) =>
      call(hub, "POST", "/register", { secret, body: { agent_id: id } });
    expect(await register("stale", hub.agent.id)).toMatchObject({ status: 401 });
    expect(await register(hub.jwt, theirs.id)).toMatchObject({ status: 403 });
    const unverified = await register("new", hub.agent.id);
    expect(JSON.parse(unverified.text)).toMatchObject({ errors: [{ code: "email_unverified" }] });
  });
});

describe("messages", () => {
  it("are listed strictly after a time, oldest first, so many at once", async () => {
    const hub = await openHub();
    const [first, second, third] = ["1", "2", "3"].map((content) =>
      hub.say(hub.gruprId, { from: "Ada", content }),
    );
    const after = encodeURIComponent(first?.created_at ?? "");
    const path = `/grups/${hub.gruprId}/messages?after=${after}`;
    const whole = JSON.parse((await call(hub, "GET", path)).text) as object;
    expect(whole).toEqual({ data: [second, third], count: 2, next_cursor: null });
    const page = JSON.parse((await call(hub, "GET", `${path}&limit=1`)).text) as object;
    expect(page).toEqual({ data: [second], count: 1, next_cursor: second?.created_at });
  });

  it("of an agent carry its id", async () => {
    const hub = await openHub();
    const path = `/grups/${hub.gruprId}/messages`;
    const sent = await call(hub, "POST", path, { body: { content: "Hello" } });
    expect(sent.status).toBe(201);
    expect(hub.messages(hub.gruprId)).toMatchObject([
      { content: "Hello", agent_id: hub.agent.id, sender_id: null },
    ]);
    hub.say(hub.gruprId, { from: "Claude", ai: true, content: "I agree" });
    expect(hub.messages(hub.gruprId)[1]).toMatchObject({ agent_id: null, sender_id: null });
    expect(hub.messages(hub.gruprId)[1]?.ai_agent_id).not.toBeNull();
  });

  it("are refused to strangers, and in odd places", async () => {
    const hub = await openHub();
    const room = hub.addGrupr([]);
    const status = async (path: string, secret?: string): Promise<number> =>
      (await call(hub, "GET", path, secret === undefined ? {} : { secret })).status;
    expect(await status(`/grups/${room}/messages`)).toBe(403);
    expect(await status(`/grups/${UNKNOWN}/messages`)).toBe(404);
    expect(await status("/grups/..%2F..%2Fadmin/messages")).toBe(404);
    expect(await status("/nothing")).toBe(404);
    expect(await status(`/grups/${hub.gruprId}/messages?after=yesterday`)).toBe(400);
    expect(await status(`/grups/${hub.gruprId}/messages?limit=101`)).toBe(400);
    expect(await status(`/grups/${hub.gruprId}/messages`, "gat_wrong")).toBe(401);
    hub.revoke(hub.agentToken);
    expect(await status(`/grups/${hub.gruprId}/messages`)).toBe(401);
  });

  it("can share a time", async () => {
    const hub = await openHub();
    const frozen = hub.faults.sameTimestamps();
    const said = ["1", "2"].map((content) => hub.say(hub.gruprId, { content }).created_at);
    expect(said[0]).toBe(said[1]);
    frozen.clear();
    expect(hub.say(hub.gruprId, { content: "3" }).created_at).not.toBe(said[0]);
  });

  it("that are written bit by bit are empty first", async () => {
    const hub = await openHub();
    const streaming = hub.startStreaming(hub.gruprId, { from: "Claude", ai: true });
    expect(hub.messages(hub.gruprId)).toMatchObject([{ content: "", is_streaming: true }]);
    streaming.write("Hel");
    streaming.write("lo");
    streaming.end();
    expect(hub.messages(hub.gruprId)).toMatchObject([{ content: "Hello", is_streaming: false }]);
  });
});

describe("what is not known of the hub is an option", () => {
  it("lists, errors and times", async () => {
    const hub = await openHub({
      envelope: { list: "meta", errors: "error" },
      timestampDigits: 3,
      timestampZone: "+00:00",
    });
    const said = hub.say(hub.gruprId, { content: "Hello" });
    expect(said.created_at).toMatch(/T\d\d:\d\d:\d\d\.\d{3}\+00:00$/);
    const list = await call(hub, "GET", `/grups/${hub.gruprId}/messages`);
    expect(JSON.parse(list.text)).toEqual({ data: [said], meta: { count: 1, next_cursor: null } });
    const refused = await call(hub, "GET", "/nothing");
    expect(JSON.parse(refused.text)).toEqual({ error: "Not found" });
  });
});

describe("faults of REST", () => {
  it("refuse calls without executing them", async () => {
    const hub = await openHub();
    const fault = hub.faults.rest(429, { operation: "send", retryAfter: 7, body: "html" });
    const path = `/grups/${hub.gruprId}/messages`;
    expect((await call(hub, "GET", path)).status).toBe(200);
    const refused = await call(hub, "POST", path, { body: { content: "Hello" } });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("7");
    expect(refused.text).toContain("<html>");
    expect(fault).toMatchObject({ hits: 1, active: false });
    expect(hub.messages(hub.gruprId)).toEqual([]);
  });

  it("lose the answer after the work", async () => {
    const hub = await openHub();
    hub.faults.loseResponse("send");
    const path = `/grups/${hub.gruprId}/messages`;
    await expect(call(hub, "POST", path, { body: { content: "Hello" } })).rejects.toThrow();
    expect(hub.messages(hub.gruprId)).toHaveLength(1);
    expect(hub.faults.log.map((record) => record.kind)).toEqual(["loseResponse"]);
  });

  it("keep rooms and tokens over a restart", async () => {
    const hub = await openHub();
    hub.say(hub.gruprId, { content: "Hello" });
    await hub.restart();
    const list = await call(hub, "GET", `/grups/${hub.gruprId}/messages`);
    expect(JSON.parse(list.text)).toMatchObject({ count: 1 });
  });
});

describe("webhooks", () => {
  it("are called, signed, for what others say, until they are deleted", async () => {
    const hub = await openHub();
    const server = createServer((_request, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    const body = { url, secret: "s3cret", auth_bearer: "b3arer" };
    expect((await call(hub, "POST", "/webhook", { body })).status).toBe(405);
    const set = await call(hub, "PUT", "/webhook", { body });
    expect(JSON.parse(set.text)).toMatchObject({ data: { is_active: true } });

    const said = hub.say(hub.gruprId, { content: "Hello" });
    const delivery = await hub.waitFor("delivery");
    expect(JSON.parse(delivery.body)).toEqual({ type: "new_message", data: said });
    const digest = createHmac("sha256", "s3cret").update(delivery.body).digest("hex");
    expect(delivery.headers).toMatchObject({
      "grupr-signature": `sha256=${digest}`,
      authorization: "Bearer b3arer",
    });
    expect(delivery.status).toBe(200);

    expect((await call(hub, "DELETE", "/webhook")).status).toBe(204);
    expect((await call(hub, "DELETE", "/webhook")).status).toBe(404);
  });
});
