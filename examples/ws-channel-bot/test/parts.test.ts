import { describe, expect, it } from "vitest";
import { Memory } from "../src/memory.js";
import { signIn } from "../src/sign-in.js";

const said = (content: string): { role: "user"; name: string; content: string } => ({
  role: "user",
  name: "ada",
  content,
});

describe("the memory", () => {
  it("keeps sessions apart, and what was said in order", () => {
    const memory = new Memory();
    memory.add("a", said("1"), said("2"));
    memory.add("b", said("3"));
    memory.add("a", said("4"));
    expect(memory.of("a").map(({ content }) => content)).toEqual(["1", "2", "4"]);
    expect(memory.of("b")).toEqual([said("3")]);
    expect(memory.of("c")).toEqual([]);
  });

  it("is bounded: the oldest words go, and the session that was quiet longest", () => {
    const memory = new Memory();
    for (let i = 0; i < 101; i++) memory.add("a", said(String(i)));
    expect(memory.of("a")).toHaveLength(100);
    expect(memory.of("a")[0]).toEqual(said("1"));
    memory.add("b", said("b"));
    for (let i = 0; i < 998; i++) memory.add(`s${i}`, said("x"));
    memory.add("a", said("again"));
    memory.add("one too many", said("x"));
    expect(memory.of("b")).toEqual([]);
    expect(memory.of("a")).toHaveLength(100);
  });
});

describe("the sign-in", () => {
  const ask = (token?: string): unknown =>
    signIn(" ada=one, grace=two=2 ")({
      params: {},
      headers: {},
      signal: new AbortController().signal,
      ...(token === undefined ? {} : { token }),
    });

  it("knows people by their tokens", () => {
    expect(ask("one")).toEqual({ userId: "ada", username: "ada" });
    expect(ask("two=2")).toEqual({ userId: "grace", username: "grace" });
    expect(ask("ada")).toBeUndefined();
    expect(ask()).toBeUndefined();
  });

  it("refuses what is no list, without quoting it", () => {
    for (const text of ["secret", "ada=one,", "=one", "ada=", "a b=c"]) {
      expect(() => signIn(text)).toThrow("BOT_TOKENS must be like ada=secret,grace=another");
    }
  });
});
