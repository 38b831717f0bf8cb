import { describe, expect, it } from "vitest";
import { validateHello } from "../src/frames/index.js";

const methods = (count: number): string[] => Array.from({ length: count }, (_, i) => `method.${i}`);
const hello = (names: string[]): unknown => ({
  type: "hello-ok",
  protocol: 4,
  features: { methods: names, events: ["tick"] },
});

describe("the lists of a hello", () => {
  it("are kept once for all clients of a gateway", () => {
    const first = validateHello(hello(methods(400))).features;
    const second = validateHello(hello(methods(400))).features;
    expect(second.methods).toBe(first.methods);
    expect(second.methods).toEqual(methods(400));
  });

  it("are those of the hello where anything differs", () => {
    validateHello(hello(methods(400)));
    for (const other of [methods(399), [...methods(399), "another"], []]) {
      expect(validateHello(hello([...other])).features.methods).toEqual(other);
    }
  });

  it("cannot be changed by one client for the others", () => {
    const { features } = validateHello(hello(methods(400)));
    expect(() => features.methods.push("mine")).toThrow(TypeError);
    expect(validateHello(hello(methods(400))).features.methods).toHaveLength(400);
  });
});
