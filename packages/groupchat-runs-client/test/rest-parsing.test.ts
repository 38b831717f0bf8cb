import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRun, parseRunDetails, parseRuns } from "../src/parse/run.js";
import { runSchema } from "../src/schemas/index.js";

describe("a run", () => {
  it.each([
    { ownerId: "u1", ownerName: "Ada" },
    { owner: { id: "u1", name: "Ada" } },
    { owner: { _id: "u1", name: "Ada" } },
    { owner: "Ada", ownerId: "u1" },
  ])("has one owner, written as %j", (fields) => {
    expect(parseRun({ id: "r", ...fields })?.owner).toMatchObject({ id: "u1", name: "Ada" });
  });

  it.each(["r", { id: "r" }, { _id: "r" }, { runId: "r", stoppedAt: 1 }])(
    "is known by its id, written as %j",
    (value) => {
      expect(parseRun(value)).toMatchObject({ id: "r", status: "", taskTitle: "", prompt: "" });
    },
  );

  it.each([null, undefined, 7, "", {}, { id: "" }, { id: 7 }, []])("is not %j", (value) => {
    expect(parseRun(value)).toBeUndefined();
  });

  it("keeps fields that are not known, and reads what has another shape as missing", () => {
    const run = parseRun({ id: "r", prompt: null, priority: "high", lastFollowUpMessage: null });
    expect(run).toMatchObject({ prompt: "", priority: "high" });
    expect(run).not.toHaveProperty("lastFollowUpMessage");
  });

  it.each([
    [1_700_000_000_000, 1_700_000_000_000],
    [1_700_000_000_000n, 1_700_000_000_000],
    ["2023-11-14T22:13:20.000Z", 1_700_000_000_000],
    ["yesterday", undefined],
    [null, undefined],
  ])("was made at %s", (createdAt, expected) => {
    expect(parseRun({ id: "r", createdAt })?.createdAt).toBe(expected);
  });

  it("takes the title from its task", () => {
    const run = parseRunDetails({ run: { id: "r", task: { id: "t", title: "Paint" } } });
    expect(run).toMatchObject({ taskId: "t", taskTitle: "Paint", activity: [] });
  });
});

describe("a list of runs", () => {
  it.each([
    [[{ id: "a" }, { id: "b" }]],
    [{ runs: [{ id: "a" }, { id: "b" }] }],
    [{ data: [{ id: "a" }, { id: "b" }], total: 2 }],
    [["a", "b", "a"]],
  ])("is read from %j", (value) => {
    expect(parseRuns(value, "PENDING")?.runs.map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it("is empty when it is null, and none when it is something else", () => {
    expect(parseRuns(null)?.runs).toEqual([]);
    expect(parseRuns("none")).toBeUndefined();
    expect(parseRuns({ error: "no" })).toBeUndefined();
  });

  it("leaves out what has no id, and says so", () => {
    expect(parseRuns([{ id: "a" }, {}, 7])).toMatchObject({ unreadable: 2 });
  });
});

it("whatever comes, nothing is thrown, and what is read has the shape of a run", () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true }), (value) => {
      const list = parseRuns(value);
      for (const run of list?.runs ?? []) expect(runSchema.safeParse(run).success).toBe(true);
      const run = parseRunDetails(value);
      if (run !== undefined) expect(Array.isArray(run.activity)).toBe(true);
    }),
  );
});
