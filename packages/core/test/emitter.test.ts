import { Emitter } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import { expect, test } from "vitest";

interface Events {
  text: string;
  count: number;
}

function make(): { emitter: Emitter<Events>; errors: unknown[] } {
  const errors: unknown[] = [];
  const emitter = new Emitter<Events>({ onListenerError: (e, event) => errors.push([e, event]) });
  return { emitter, errors };
}

test("delivers by name, in order, until unsubscribed", () => {
  const { emitter } = make();
  const got: string[] = [];
  const off = emitter.on("text", (text) => got.push(`1${text}`));
  emitter.on("text", (text) => got.push(`2${text}`));
  emitter.emit("text", "a");
  off();
  off();
  emitter.emit("text", "b");
  expect(got).toEqual(["1a", "2a", "2b"]);
  expect(emitter.listenerCount("text")).toBe(1);
  expect(emitter.listenerCount("count")).toBe(0);
});

test("the same function twice is two subscriptions", () => {
  const { emitter } = make();
  let calls = 0;
  const fn = (): void => void (calls += 1);
  const off = emitter.on("text", fn);
  emitter.on("text", fn);
  emitter.emit("text", "a");
  off();
  emitter.emit("text", "b");
  expect(calls).toBe(3);
});

test("a listener that throws or rejects stops nobody and is reported", async () => {
  const { emitter, errors } = make();
  const got: string[] = [];
  emitter.on("text", () => {
    throw new Error("sync");
  });
  const rejects: () => unknown = () => Promise.reject(new Error("async"));
  emitter.on("text", rejects);
  emitter.on("text", (text) => got.push(text));
  emitter.emit("text", "a");
  await new ManualClock().advance(0);
  expect(got).toEqual(["a"]);
  expect(errors).toEqual([
    [new Error("sync"), "text"],
    [new Error("async"), "text"],
  ]);
});

test("a reporter that throws is no problem either", () => {
  const emitter = new Emitter<Events>({
    onListenerError: () => {
      throw new Error("reporter");
    },
  });
  emitter.on("text", () => {
    throw new Error("listener");
  });
  emitter.emit("text", "a");
});

test("without a reporter the error becomes a process warning", async () => {
  const emitter = new Emitter<Events>();
  const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
  const boom = new Error("boom");
  emitter.on("text", () => {
    throw boom;
  });
  const { listeners } = process as unknown as { listeners(name: string): (() => void)[] };
  const printers = listeners.call(process, "warning").filter((fn) => fn.name === "onWarning");
  for (const printer of printers) process.off("warning", printer);
  emitter.emit("text", "a");
  expect(await warned).toBe(boom);
  for (const printer of printers) process.on("warning", printer);
});

test("listeners added and removed while an event is delivered count from the next one on", () => {
  const { emitter } = make();
  const got: string[] = [];
  const offFirst = emitter.on("text", (text) => {
    got.push(`first ${text}`);
    offFirst();
    emitter.on("text", (later) => got.push(`added ${later}`));
  });
  emitter.on("text", (text) => got.push(`second ${text}`));
  emitter.emit("text", "a");
  emitter.emit("text", "b");
  expect(got).toEqual(["first a", "second a", "second b", "added b"]);
});

test("once resolves with the next event, aborts, and leaves no listener", async () => {
  const { emitter } = make();
  const next = emitter.once("count");
  emitter.emit("count", 7);
  emitter.emit("count", 8);
  expect(await next).toBe(7);
  const controller = new AbortController();
  const aborted = emitter.once("count", { signal: controller.signal });
  controller.abort(new Error("stop"));
  await expect(aborted).rejects.toThrow("stop");
  await expect(emitter.once("count", { signal: controller.signal })).rejects.toThrow("stop");
  expect(emitter.listenerCount("count")).toBe(0);
});

test("clear forgets everyone", () => {
  const { emitter } = make();
  emitter.on("text", () => expect.unreachable());
  emitter.clear();
  emitter.emit("text", "a");
});
