import { expect, it } from "vitest";
import { factsOf, runnerFacts, type Tally } from "../src/script/score.js";

const tally: Tally = {
  label: "Wire",
  questions: ["One?", "Two?"],
  answers: ['You asked "One?"', 'You asked "Two?"'],
  healed: 1,
};

function failures(change: Partial<Tally>): string[] {
  return factsOf({ ...tally, ...change })
    .filter(({ holds }) => !holds)
    .map(({ fact }) => fact);
}

it("finds what was lost, doubled, or asked by nobody", () => {
  expect(failures({})).toEqual([]);
  const fact = "Wire: 2 asked, each answered once";
  expect(failures({ answers: tally.answers.slice(1) })).toEqual([`${fact} (1 lost)`]);
  expect(failures({ answers: [...tally.answers, 'You asked "One?"'] })).toEqual([
    `${fact} (1 doubled)`,
  ]);
  expect(failures({ answers: [...tally.answers, "By the way"] })).toEqual([
    `${fact} (1 that nobody asked for)`,
  ]);
});

it("wants every line cut once, and back", () => {
  expect(failures({ healed: 0 })).toEqual(["Wire: its line was cut once, and came back"]);
  expect(failures({ healed: 2 })).toHaveLength(1);
});

it("holds the runner to what was asked", () => {
  const none = { replied: 0, failed: 0, stopped: 0, skipped: 0, undelivered: 0, released: 0 };
  const holds = (summary: object, worked: number): boolean[] =>
    runnerFacts({ ...none, ...summary }, 2, worked).map((fact) => fact.holds);
  expect(holds({ replied: 2, skipped: 5 }, 2)).toEqual([true, true, true]);
  expect(holds({ replied: 1, undelivered: 1 }, 3)).toEqual([false, false, false]);
});
