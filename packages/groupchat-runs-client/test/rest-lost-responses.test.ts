import { describe, expect, it } from "vitest";
import {
  broken,
  failed,
  html,
  json,
  rejection,
  type ScriptedApi,
  scriptedApi,
} from "./support/rest.js";

const START = "POST /runs/r1/start";
const COMPLETE = "POST /runs/r1/complete";
const COMMENT = "POST /runs/r1/comment";
const READ = "GET /runs/r1";
const is = (status: string) => (): Response => json({ id: "r1", status });

describe.each([
  ["start", START, "PENDING", "RUNNING", ({ client }: ScriptedApi) => client.start("r1")],
  [
    "complete",
    COMPLETE,
    "RUNNING",
    "FINISHED",
    ({ client }: ScriptedApi) => client.complete("r1", "x"),
  ],
  [
    "error",
    "POST /runs/r1/error",
    "RUNNING",
    "ERROR",
    ({ client }: ScriptedApi) => client.error("r1", "x"),
  ],
] as const)("%s", (_name, post, from, to, call) => {
  it.each([
    ["the connection broke", broken],
    ["the server failed", () => failed(500)],
    ["a gateway gave up", () => html(504)],
    ["a web page came", () => html(200)],
  ])("carried out although %s, is seen as made by us", async (_what, answer) => {
    const api = scriptedApi({ [post]: answer, [READ]: is(to) });
    expect(await call(api)).toEqual({
      runId: "r1",
      status: to,
      confirmed: "reconciled",
      answer: undefined,
    });
    expect(api.asked).toEqual([post, READ]);
  });

  it("not carried out, is sent again", async () => {
    const api = scriptedApi({ [post]: [broken, () => json({})], [READ]: is(from) });
    expect(await call(api)).toMatchObject({ status: to, confirmed: "answered" });
    expect(api.asked).toEqual([post, READ, post]);
  });

  it("carried out while the run was read, is seen when the next try is refused", async () => {
    const api = scriptedApi({
      [post]: [broken, () => failed(409, "illegal transition")],
      [READ]: [is(from), is(to)],
    });
    expect(await call(api)).toMatchObject({ status: to, confirmed: "reconciled" });
  });

  it.each([409, 400, 422])("refused with %i, tells what the run is instead", async (status) => {
    const api = scriptedApi({ [post]: () => failed(status), [READ]: is("STOPPED") });
    const error = await rejection(call(api));
    expect(error).toMatchObject({
      code: "CONFLICT",
      remoteCode: "RUN_STOPPED",
      details: { runId: "r1", status: "STOPPED" },
    });
    expect(api.asked).toEqual([post, READ]);
  });

  it("made by somebody else, is not taken for ours", async () => {
    const api = scriptedApi({ [post]: () => failed(409), [READ]: is(to) });
    const error = await rejection(call(api));
    expect(error).toMatchObject({ code: "CONFLICT", details: { status: to } });
  });

  it("of a run that is gone, says so", async () => {
    const api = scriptedApi({ [post]: broken, [READ]: () => failed(404) });
    expect(await rejection(call(api))).toMatchObject({ code: "NOT_FOUND" });
  });

  it("given up with nobody knowing, is found by the next call", async () => {
    const api = scriptedApi({
      [post]: [broken, () => failed(409)],
      [READ]: [broken, broken, broken, broken, broken, is(to)],
    });
    expect(await rejection(call(api))).toMatchObject({ maybeExecuted: true, retryable: true });
    expect(await call(api)).toMatchObject({ confirmed: "reconciled" });
  });

  it("refused after it may have been made, stays open while the run cannot be read", async () => {
    const api = scriptedApi({
      [post]: [() => failed(500), () => failed(409)],
      [READ]: [is(from), broken, broken, broken, broken, broken, is(to)],
    });
    expect(await rejection(call(api))).toMatchObject({ code: "UNCONFIRMED", maybeExecuted: true });
    expect(await call(api)).toMatchObject({ confirmed: "reconciled" });
  });

  it("refused for another reason, keeps that reason", async () => {
    const api = scriptedApi({ [post]: () => failed(422, "body too long"), [READ]: is(from) });
    const error = await rejection(call(api));
    expect(error.message).toContain("body too long");
    expect(api.asked).toEqual([post, READ]);
  });

  it("does not go on for ever", async () => {
    const api = scriptedApi({ [post]: () => failed(503), [READ]: is(from) });
    expect(await rejection(call(api))).toMatchObject({ code: "SERVER_ERROR" });
    expect(api.asked.filter((one) => one === post)).toHaveLength(5);
  });
});

describe("comment", () => {
  const activity =
    (...texts: string[]) =>
    (): Response =>
      json({
        id: "r1",
        status: "RUNNING",
        activity: texts.map((body) => ({ type: "comment", body })),
      });

  it("that is in the activity is not posted again", async () => {
    const api = scriptedApi({ [COMMENT]: broken, [READ]: activity("started", "half way") });
    await api.client.comment("r1", "half way");
    expect(api.asked).toEqual([COMMENT, READ]);
  });

  it("that is not there is", async () => {
    const api = scriptedApi({ [COMMENT]: [broken, () => json({})], [READ]: activity("started") });
    await api.client.comment("r1", "half way");
    expect(api.asked).toEqual([COMMENT, READ, COMMENT]);
  });

  it("is posted again when the activity has changes of status only", async () => {
    const activity = [{ type: "status", from: "PENDING", to: "RUNNING" }];
    const api = scriptedApi({
      [COMMENT]: [broken, () => json({})],
      [READ]: () => json({ id: "r1", activity }),
    });
    await api.client.comment("r1", "half way");
    expect(api.asked).toEqual([COMMENT, READ, COMMENT]);
  });

  it("is not doubled where the comments cannot be read", async () => {
    const activity = [{ type: "comment", html: "<p>half way</p>" }];
    const api = scriptedApi({ [COMMENT]: broken, [READ]: () => json({ id: "r1", activity }) });
    expect(await rejection(api.client.comment("r1", "half way"))).toMatchObject({
      code: "UNCONFIRMED",
    });
  });

  it("is not doubled where the activity cannot tell", async () => {
    const api = scriptedApi({ [COMMENT]: broken, [READ]: is("RUNNING") });
    const error = await rejection(api.client.comment("r1", "half way"));
    expect(error).toMatchObject({ code: "UNCONFIRMED", maybeExecuted: true, retryable: false });
    expect(api.asked).toEqual([COMMENT, READ]);
  });
});
