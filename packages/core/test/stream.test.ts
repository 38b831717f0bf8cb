import { AsyncStream, HawserError } from "@hawser/core";
import fc from "fast-check";
import { expect, test, vi } from "vitest";

async function collect<T>(stream: AsyncIterable<T>): Promise<{ items: T[]; error?: unknown }> {
  const items: T[] = [];
  try {
    for await (const item of stream) items.push(item);
    return { items };
  } catch (error) {
    return { items, error };
  }
}

type Step = { push: number } | "read";
const steps = fc.array(
  fc.oneof(
    fc.integer().map((push): Step => ({ push })),
    fc.constant<Step>("read"),
  ),
);

test("whatever the interleaving, everything comes once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.boolean(), async (plan, fails) => {
      const stream = new AsyncStream<number>();
      const reads: Promise<IteratorResult<number, undefined>>[] = [];
      const pushed: number[] = [];
      for (const step of plan) {
        if (step === "read") reads.push(stream.next());
        else {
          pushed.push(step.push);
          stream.push(step.push);
        }
      }
      const boom = new Error("boom");
      if (fails) stream.fail(boom);
      else stream.end();
      const early = await Promise.allSettled(reads);
      const rest = await collect(stream);
      const got = early.flatMap((r) =>
        r.status === "fulfilled" && !r.value.done ? [r.value.value] : [],
      );
      expect([...got, ...rest.items]).toEqual(pushed);
      const failures = early.filter(({ status }) => status === "rejected").length;
      expect(failures + (rest.error === undefined ? 0 : 1)).toBe(fails ? 1 : 0);
      expect(stream.size).toBe(0);
    }),
  );
});

test("drop-oldest keeps the newest and says how many went", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.nat(200), async (limit, count) => {
      let dropped = 0;
      const stream = new AsyncStream<number>({ limit, onDrop: (n) => (dropped += n) });
      const all = Array.from({ length: count }, (_, i) => i);
      for (const item of all) stream.push(item);
      expect(stream.size).toBe(Math.min(limit, count));
      stream.end();
      const { items } = await collect(stream);
      expect(items).toEqual(all.slice(-limit));
      expect(dropped).toBe(Math.max(0, count - limit));
    }),
  );
});

test("overflow 'fail' delivers what fits, then STREAM_OVERFLOW", async () => {
  const stream = new AsyncStream<number>({ limit: 2, overflow: "fail" });
  for (const item of [1, 2, 3, 4]) stream.push(item);
  const { items, error } = await collect(stream);
  expect(items).toEqual([1, 2]);
  expect(error).toBeInstanceOf(HawserError);
  expect(error).toMatchObject({ code: "STREAM_OVERFLOW" });
});

test("merge joins what nobody has read yet, and only that", async () => {
  const stream = new AsyncStream<string>({
    merge: (last, next) => (next.startsWith(last[0] ?? "") ? last + next.slice(1) : undefined),
  });
  const first = stream.next();
  for (const item of ["a1", "a2", "a3", "b1", "b2", "a4"]) stream.push(item);
  stream.end();
  expect(await first).toEqual({ value: "a1", done: false });
  expect((await collect(stream)).items).toEqual(["a23", "b12", "a4"]);
});

test("breaking out forgets the rest and tells the producer once", async () => {
  const onReturn = vi.fn();
  const stream = new AsyncStream<number>({ onReturn });
  for (const item of [1, 2, 3]) stream.push(item);
  for await (const item of stream) {
    if (item === 1) break;
  }
  await stream.return();
  stream.push(4);
  expect(onReturn).toHaveBeenCalledTimes(1);
  expect(stream.size).toBe(0);
  expect(await stream.next()).toEqual({ value: undefined, done: true });
});

test("breaking out of a stream that has ended does not tell the producer", async () => {
  const onReturn = vi.fn();
  const stream = new AsyncStream<number>({ onReturn });
  stream.push(1);
  stream.end();
  await stream.return();
  expect(onReturn).not.toHaveBeenCalled();
});

test("return() lets pending reads go", async () => {
  const stream = new AsyncStream<number>();
  const reads = [stream.next(), stream.next()];
  await stream.return();
  expect(await Promise.all(reads)).toEqual([
    { value: undefined, done: true },
    { value: undefined, done: true },
  ]);
});

test("a failure reaches one reader; the others, and later ones, see the end", async () => {
  const stream = new AsyncStream<number>();
  const reads = [stream.next(), stream.next()];
  stream.fail(new Error("boom"));
  stream.end();
  const settled = await Promise.allSettled([...reads, stream.next()]);
  expect(settled.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
});

test("a failed stream that nobody reads makes no unhandled rejection", () => {
  new AsyncStream<number>().fail(new Error("boom"));
});
