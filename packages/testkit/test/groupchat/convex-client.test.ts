import { ConvexHttpClient } from "convex/browser";
import { anyApi } from "convex/server";
import { describe, expect, it } from "vitest";
import { startGroupChat } from "../../src/index.js";
import { rest } from "./support/rest.js";
import { convexVersions, promptsOf, Subscriber } from "./support/subscriber.js";

describe.each(convexVersions)("the real convex client %s", (version) => {
  it("is told of every change of the pending runs", async () => {
    await using gc = await startGroupChat();
    await using subscriber = new Subscriber(gc, { version });
    await subscriber.prompts();
    const run = gc.delegate({ task: "Fix the build" });
    await subscriber.prompts("Fix the build");
    gc.mention({ task: "Plan", message: "@agent what is next?" });
    await subscriber.prompts("Fix the build", "@agent what is next?");
    await rest(gc, `/runs/${run.id}/start`, { json: {} });
    await subscriber.prompts("@agent what is next?");
    expect(gc.connections[0]?.clientVersion).toBe(version);
  });

  it("is told of stopped runs", async () => {
    await using gc = await startGroupChat();
    await using pending = new Subscriber(gc, { version });
    await using stopped = new Subscriber(gc, { version, query: "stoppedRuns" });
    const run = gc.delegate({ task: "Fix the build" });
    await pending.prompts("Fix the build");
    await stopped.prompts();
    gc.stop(run.id);
    await Promise.all([
      pending.until((told) => promptsOf(told)?.length === 0),
      stopped.prompts("Fix the build"),
    ]);
    expect(run.status).toBe("STOPPED");
  });

  it("comes back after a drop, with its session and what it has seen", async () => {
    await using gc = await startGroupChat();
    await using subscriber = new Subscriber(gc, { version });
    await subscriber.prompts();
    expect(gc.faults.drop()).toBe(1);
    gc.delegate({ task: "Meanwhile" });
    await subscriber.prompts("Meanwhile");
    const [first, second] = gc.connections;
    expect(second?.connect).toMatchObject({
      sessionId: first?.connect?.sessionId,
      connectionCount: 1,
      maxObservedTimestamp: first?.version.ts,
    });
  });

  it("puts chunks together", async () => {
    await using gc = await startGroupChat();
    gc.faults.chunkTransitions(3);
    await using subscriber = new Subscriber(gc, { version });
    gc.delegate({ task: "A task of many words, for there is much to do about ünïcödé" });
    await subscriber.until((told) => promptsOf(told)?.length === 1);
    expect(gc.connections[0]?.sent.map((frame) => frame.type)).toContain("TransitionChunk");
    expect(gc.connections[0]?.sent.map((frame) => frame.type)).not.toContain("Transition");
  });

  it("goes on after a restart with downtime", async () => {
    await using gc = await startGroupChat();
    await using subscriber = new Subscriber(gc, { version });
    await subscriber.prompts();
    const restarted = gc.restart({ downMs: 50 });
    gc.delegate({ task: "While it was down" });
    await restarted;
    await subscriber.prompts("While it was down");
    expect(gc.connections.at(-1)?.connect?.lastCloseReason).toMatch(/^InternalServerError/);
  });
});

describe("one-shot queries", () => {
  it("answer the real HTTP client", async () => {
    await using gc = await startGroupChat();
    gc.delegate({ task: "Fix the build" });
    const client = new ConvexHttpClient(gc.convexUrl, { logger: false });
    const query = anyApi.agentWebSocket?.pendingRuns;
    if (!query) throw new Error("anyApi knows every path");
    const runs: unknown = await client.query(query, { token: gc.token });
    expect(runs).toMatchObject([{ prompt: "Fix the build" }]);
    await expect(client.query(query, { token: "gca_wrong" })).rejects.toThrow("Server Error");
  });
});
