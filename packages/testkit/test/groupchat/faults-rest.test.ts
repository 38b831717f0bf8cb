import { describe, expect, it } from "vitest";
import { startGroupChat } from "../../src/index.js";
import { HandClock } from "../support/gateway-manual-clock.js";
import { rest } from "./support/rest.js";

describe("faults of REST answers", () => {
  it("429 with Retry-After in seconds or as a date, and nothing is done", async () => {
    await using gc = await startGroupChat();
    const run = gc.delegate({ task: "One" });
    gc.faults.rest(429, { retryAfter: 2, times: 2, path: "/start" });
    for (const _ of [1, 2]) {
      const answer = await rest(gc, `/runs/${run.id}/start`, { json: {} });
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "2"]);
      expect(answer.body).toEqual({ error: "Too many requests" });
    }
    expect(run.status).toBe("PENDING");
    expect((await rest(gc, `/runs/${run.id}/start`, { json: {} })).status).toBe(200);
    gc.faults.rest(503, { retryAfter: new Date(0) });
    const dated = await rest(gc, "/me");
    expect(dated.headers.get("retry-after")).toBe("Thu, 01 Jan 1970 00:00:00 GMT");
    expect(gc.requests.map((call) => call.outcome)).toMatchObject([
      { code: 429, fault: true },
      { code: 429, fault: true },
      { code: 200, fault: false },
      { code: 503, fault: true },
    ]);
  });

  it("HTML, an empty body, a truncated one", async () => {
    await using gc = await startGroupChat();
    gc.faults.rest(502, { body: "html" });
    const html = await rest(gc, "/me");
    expect(html.headers.get("content-type")).toContain("text/html");
    expect(html.body).toMatch(/^<!DOCTYPE html>/);
    gc.faults.rest(500, { body: "empty" });
    expect(await rest(gc, "/me")).toMatchObject({ status: 500, body: undefined });
    gc.faults.rest(200, { body: "truncated" });
    expect((await rest(gc, "/me")).body).toBeTypeOf("string");
    expect((await rest(gc, "/me")).status).toBe(200);
  });

  it("only where it is meant", async () => {
    await using gc = await startGroupChat();
    const fault = gc.faults.rest(500, { path: /\/runs$/, method: "get", times: Infinity });
    expect((await rest(gc, "/me")).status).toBe(200);
    expect((await rest(gc, "/runs", { method: "POST" })).status).toBe(405);
    expect((await rest(gc, "/runs")).status).toBe(500);
    expect([fault.hits, fault.active]).toEqual([1, true]);
    fault.clear();
    expect((await rest(gc, "/runs")).status).toBe(200);
    expect(fault.active).toBe(false);
    expect(gc.faults.log).toMatchObject([{ kind: "rest", detail: "GET /api/v1/agent/runs" }]);
  });

  it("a lost response: the work is done", async () => {
    await using gc = await startGroupChat();
    const run = gc.delegate({ task: "One" });
    gc.faults.loseResponse("/start");
    await expect(rest(gc, `/runs/${run.id}/start`, { json: {} })).rejects.toThrow("fetch failed");
    expect(run.status).toBe("RUNNING");
    expect(gc.requests[0]?.outcome).toEqual({ status: "lost", worked: true });
    expect((await rest(gc, `/runs/${run.id}/start`, { json: {} })).status).toBe(409);
  });

  it("a response that never comes", async () => {
    await using gc = await startGroupChat();
    const run = gc.delegate({ task: "One" });
    gc.faults.loseResponse("/start", 1, "hang");
    const answer = rest(gc, `/runs/${run.id}/start`, { json: {} });
    answer.catch(() => undefined);
    await gc.waitFor("answer", (call) => call.outcome.status === "lost");
    expect(run.status).toBe("RUNNING");
    await gc.close();
    await expect(answer).rejects.toThrow("fetch failed");
  });

  it("a lost request: nothing is done", async () => {
    await using gc = await startGroupChat();
    const run = gc.delegate({ task: "One" });
    gc.faults.loseRequest("/start");
    await expect(rest(gc, `/runs/${run.id}/start`, { json: {} })).rejects.toThrow("fetch failed");
    expect(run.status).toBe("PENDING");
    expect(gc.requests[0]?.outcome).toEqual({ status: "lost", worked: false });
  });

  it("a slow answer", async () => {
    const clock = new HandClock();
    await using gc = await startGroupChat({ clock });
    gc.faults.slow(30_000, { path: "/me", times: 1 });
    const answer = rest(gc, "/me");
    const call = await gc.waitFor("request");
    expect(call.outcome).toEqual({ status: "open" });
    clock.advance(30_000);
    expect((await answer).status).toBe(200);
  });

  it("clear() ends them all", async () => {
    await using gc = await startGroupChat();
    gc.faults.rest(500, { times: Infinity });
    gc.faults.loseResponse("/me", Infinity);
    gc.faults.slow(600_000);
    gc.faults.clear();
    expect((await rest(gc, "/me")).status).toBe(200);
  });
});
