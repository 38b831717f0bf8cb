import { ManualClock } from "@hawser/core/testing";
import { expect, test } from "vitest";
import { Progress } from "../../src/policies/progress.js";
import { gate } from "../support/desk.js";

test("the first is shown at once, then the newest, with a pause in between", async () => {
  const clock = new ManualClock();
  const shown: string[] = [];
  const progress = new Progress({
    everyMs: 1000,
    clock,
    show: (text) => void shown.push(text),
    onError: () => undefined,
  });
  expect(progress.hasShown).toBe(false);
  progress.update("a");
  expect(shown).toEqual(["a"]);
  expect(progress.hasShown).toBe(true);
  for (const text of ["ab", "abc"]) progress.update(text);
  await clock.advance(999);
  expect(shown).toEqual(["a"]);
  await clock.advance(1);
  expect(shown).toEqual(["a", "abc"]);
  await clock.advance(5000);
  progress.update("abcd");
  expect(shown.at(-1)).toBe("abcd");
  progress.update("never");
  await progress.end();
  progress.update("neither");
  await clock.advance(5000);
  expect(shown).toHaveLength(3);
  expect(clock.pending).toBe(0);
});

test("one at a time, also when it is slow or fails; the end waits for what is on its way", async () => {
  const clock = new ManualClock();
  const [first, second] = [gate(), gate()];
  const shown: string[] = [];
  const errors: unknown[] = [];
  const progress = new Progress({
    everyMs: 0,
    clock,
    show: async (text) => {
      shown.push(text);
      await (shown.length === 1 ? first : second).passed;
      throw new Error("not shown");
    },
    onError: (error) => errors.push(error),
  });
  for (const text of ["a", "b", "c"]) progress.update(text);
  expect(shown).toEqual(["a"]);
  first.open();
  await expect.poll(() => shown).toEqual(["a", "c"]);
  let ended = false;
  const end = progress.end().then(() => (ended = true));
  await clock.advance(0);
  expect(ended).toBe(false);
  second.open();
  await end;
  expect(errors).toHaveLength(2);
});
