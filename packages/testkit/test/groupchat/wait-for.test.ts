import { describe, expect, it } from "vitest";
import { startGroupChat } from "../../src/index.js";
import { listed, RawSync } from "./support/raw-sync.js";
import { rest } from "./support/rest.js";

describe("waitFor", () => {
  it("finds what happened, and what will", async () => {
    await using gc = await startGroupChat();
    const one = gc.delegate({ task: "One" });
    const two = gc.delegate({ task: "Two" });
    gc.stop(one.id);
    expect(await gc.waitFor("transition")).toMatchObject({ runId: one.id, to: "STOPPED" });
    const next = gc.waitFor("transition", (move) => move.to === "STOPPED", { after: 1 });
    gc.startElsewhere(two.id);
    gc.stop(two.id);
    expect(await next).toMatchObject({ runId: two.id, from: "RUNNING" });
  });

  it("gives up in time, or when it is told to", async () => {
    await using gc = await startGroupChat();
    await expect(gc.waitFor("request", undefined, { timeoutMs: 1 })).rejects.toThrow(
      "no request that fits within 1 ms",
    );
    const stop = new AbortController();
    const waiting = gc.waitFor("message", undefined, { signal: stop.signal });
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    const late = gc.waitFor("message", undefined, { signal: stop.signal });
    await expect(late).rejects.toThrow("enough");
  });
});

describe("forget()", () => {
  it("drops the past; what is open goes on", async () => {
    await using gc = await startGroupChat();
    const gone = await RawSync.connect(gc);
    gc.faults.drop();
    await gone.closed;
    await gc.waitFor("close");
    const sync = await RawSync.connect(gc);
    await sync.add(gc, 0);
    await rest(gc, "/me");
    const run = gc.delegate({ task: "One" });
    gc.stop(run.id);
    gc.forget();
    expect([gc.requests, gc.messages, gc.faults.log]).toEqual([[], [], []]);
    expect(gc.connections).toMatchObject([{ index: 1, sent: [], connect: { type: "Connect" } }]);
    expect([gc.runs.length, gc.transitions.length]).toEqual([1, 1]);
    gc.delegate({ task: "Two" });
    await sync.until((frame) => listed(frame)?.join() === "Two");
    expect(await gc.waitFor("update")).toBe(gc.connections[0]);
  });
});
