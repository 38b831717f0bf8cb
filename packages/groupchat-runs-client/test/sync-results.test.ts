import { describe, expect, it } from "vitest";
import { clientOf, ids, take, untilState } from "./support/groupchat.js";
import { rawSync } from "./support/raw-sync.js";

describe("a subscription's result", () => {
  it.each([
    ["text", "soon"],
    ["a number", 7],
    ["an object without a list", { error: "no" }],
    ["true", true],
  ])(
    "that is %s counts as failed, and is asked for again on the same socket",
    async (_what, value) => {
      const server = await rawSync();
      server.values.set("pendingRuns", value);
      const client = clientOf(server, { transport: "websocket" });
      const runs = client.pending();
      await untilState(client, "down");
      server.values.set("pendingRuns", [{ id: "r1" }]);
      expect(ids(await take(runs, 1))).toEqual(["r1"]);
      expect(server.sockets()).toBe(1);
    },
  );

  it.each([
    ["runs as ids", ["r1", "r1"]],
    ["runs twice", [{ id: "r1" }, { id: "r1" }]],
    ["runs among others", [null, 7, { id: "" }, { title: "no id" }, { id: "r1" }]],
    [
      "all runs",
      [
        { id: "r0", status: "RUNNING" },
        { id: "r1", status: "PENDING" },
      ],
    ],
    ["an object with the list", { runs: [{ _id: "r1" }] }],
  ])("may be %s", async (_what, value) => {
    const server = await rawSync();
    server.values.set("pendingRuns", value);
    const client = clientOf(server, { transport: "websocket" });
    const runs = client.pending();
    expect(await take(runs, 1)).toMatchObject([{ id: "r1", status: "PENDING" }]);
    await client.close();
    expect(await runs.next()).toEqual({ done: true, value: undefined });
  });

  it("may be null, which is an empty list while the token is good", async () => {
    const server = await rawSync();
    server.values.set("pendingRuns", null);
    const client = clientOf(server, { transport: "websocket" });
    client.pending();
    await untilState(client, "live");
  });

  it.each([
    ["ids", ["r1"]],
    ["ids in objects", [{ runId: "r1", stoppedAt: 7 }]],
    ["runs", [{ id: "r1", status: "STOPPED" }]],
  ])("of stopped runs may be %s", async (_what, value) => {
    const server = await rawSync();
    server.values.set("stoppedRuns", value);
    const client = clientOf(server, { transport: "websocket" });
    const stopped = client.stopped({ scope: "all" });
    expect(await take(stopped, 1)).toMatchObject([{ id: "r1", status: "STOPPED" }]);
  });
});
