import { ValidationError } from "@hawser/core";
import { describe, expect, it } from "vitest";
import { GroupChatRunsClient } from "../src/index.js";
import { API, empty, json, rejection, scriptedApi, TOKEN } from "./support/rest.js";

const run = {
  id: "r1",
  status: "RUNNING",
  prompt: "p",
  taskTitle: "t",
  owner: { id: "u", name: "Ada" },
};

describe("authorization", () => {
  it("is Basic with the token as user name", async () => {
    const { client, seen } = scriptedApi({ "GET /me": () => json({ name: "Bot" }) });
    await client.me();
    expect(seen[0]?.headers.get("authorization")).toBe(`Basic ${btoa(`${TOKEN}:`)}`);
  });

  it("is Bearer where asked for", async () => {
    const { client, seen } = scriptedApi(
      { "GET /me": () => json({ name: "Bot" }) },
      { auth: "bearer" },
    );
    await client.me();
    expect(seen[0]?.headers.get("authorization")).toBe(`Bearer ${TOKEN}`);
  });

  it("asks a function for the token at each call", async () => {
    let count = 0;
    const { client, seen } = scriptedApi(
      { "GET /me": () => json({ name: "Bot" }) },
      { auth: "bearer", token: () => Promise.resolve(`gca_${++count}`) },
    );
    await client.me();
    await client.me();
    expect(seen.map(({ headers }) => headers.get("authorization"))).toEqual([
      "Bearer gca_1",
      "Bearer gca_2",
    ]);
  });

  it("takes a token with a line end, as environment files give it", async () => {
    const { client, seen } = scriptedApi(
      { "GET /me": () => json({ name: "Bot" }) },
      { auth: "bearer", token: `${TOKEN}\n` },
    );
    await client.me();
    expect(seen[0]?.headers.get("authorization")).toBe(`Bearer ${TOKEN}`);
  });

  it.each(["", "   ", "two words", "line\nbreak", "ünïcode"])("refuses %j for a token", (token) => {
    expect(() => new GroupChatRunsClient({ token })).toThrow(ValidationError);
  });
});

describe("requests", () => {
  it("are the documented ones", async () => {
    const { client, seen } = scriptedApi({
      "GET /me": () => json({ name: "Bot", agentUserId: "a" }),
      "GET /runs": () => json([run]),
      "GET /runs?status=PENDING&workspaceId=w+1&limit=5": () => json([]),
      "GET /runs/r1": () => json(run),
      "POST /runs/r1/start": () => json({ success: true }),
      "POST /runs/r1/comment": () => json({ success: true }),
      "POST /runs/r1/complete": () => json({ success: true }),
      "POST /runs/r1/error": () => empty(204),
    });
    expect(await client.me()).toEqual({ name: "Bot", agentUserId: "a" });
    expect(await client.list()).toEqual([run]);
    expect(await client.list({ status: "PENDING", workspaceId: "w 1", limit: 5 })).toEqual([]);
    expect(await client.get("r1")).toMatchObject({ ...run, task: {}, activity: [] });
    expect(await client.start("r1", "On it.")).toEqual({
      runId: "r1",
      status: "RUNNING",
      confirmed: "answered",
      answer: { success: true },
    });
    await client.comment("r1", "Half way.");
    await client.complete("r1", "Done.", { stepCostUsd: 0.25, totalCostUsd: 1 });
    const change = await client.error("r1", "It broke.");
    expect(change).toMatchObject({ status: "ERROR", answer: undefined });
    expect(seen.slice(4).map(({ body }) => body)).toEqual([
      { body: "On it." },
      { body: "Half way." },
      { body: "Done.", stepCostUsd: 0.25, totalCostUsd: 1 },
      { body: "It broke." },
    ]);
  });

  it("start without words when none are given", async () => {
    const { client, seen } = scriptedApi({ "POST /runs/r1/start": () => json({}) });
    await client.start("r1");
    expect(seen[0]?.body).toEqual({});
  });

  it("escape ids", async () => {
    const { client } = scriptedApi({ "GET /runs/a%2Fb%3Fc": () => json({ id: "a/b?c" }) });
    expect((await client.get("a/b?c")).id).toBe("a/b?c");
  });

  it("keep the root's slash out", async () => {
    const { client, seen } = scriptedApi(
      { "GET /me": () => json({ name: "Bot" }) },
      { apiUrl: `${API}//` },
    );
    await client.me();
    expect(seen[0]?.path).toBe("/me");
  });
});

describe("what cannot be meant is refused before it is sent", () => {
  it.each([
    ["an empty id", (c: GroupChatRunsClient) => c.get(""), "id"],
    ["an empty comment", (c: GroupChatRunsClient) => c.comment("r1", ""), "params.body"],
    ["an empty summary", (c: GroupChatRunsClient) => c.complete("r1", ""), "params.body"],
    [
      "a negative cost",
      (c: GroupChatRunsClient) => c.complete("r1", "x", { totalCostUsd: -1 }),
      "params.totalCostUsd",
    ],
    [
      "a cost that is no number",
      (c: GroupChatRunsClient) => c.error("r1", "x", { stepCostUsd: Number.NaN }),
      "params.stepCostUsd",
    ],
    ["a limit of none", (c: GroupChatRunsClient) => c.list({ limit: 0 }), "params.limit"],
  ])("%s", async (_what, call, path) => {
    const { client, seen } = scriptedApi({});
    const error = await rejection(call(client));
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ path });
    expect(seen).toEqual([]);
  });

  it.each([
    { apiUrl: "groupchat.ai" },
    { apiUrl: "https://gca_x@groupchat.ai/api" },
    { convexUrl: "nowhere" },
    { convexUrl: "https://fantastic-jay-464.convex.site" },
    { transport: "telepathy" as "auto" },
  ])("%j", (options) => {
    expect(() => new GroupChatRunsClient({ token: TOKEN, ...options })).toThrow(ValidationError);
  });
});
