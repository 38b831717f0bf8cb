import { HawserError } from "@hawser/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeClientFrame,
  decodeServerFrame,
  encodeClientFrame,
  type ClientFrame,
} from "../../src/index.js";
import { clientFrames, serverFrames } from "../support/frames.js";
import { mutated } from "../support/mutated.js";

const { constant, constantFrom, oneof, string, uint8Array, json } = fc;

const frameText = oneof(
  mutated([...clientFrames, ...serverFrames]).map((value) => JSON.stringify(value) ?? ""),
  json(),
  string({ unit: "binary" }),
  fc.tuple(constantFrom(...clientFrames), fc.nat()).map(([frame, at]) => {
    const text = JSON.stringify(frame);
    return text.slice(0, at % text.length);
  }),
  constant("[".repeat(50_000)),
);

function outcome(decode: () => unknown): unknown {
  try {
    return decode();
  } catch (error) {
    return error;
  }
}

describe("whatever comes", () => {
  it("is a frame or a typed error, to a server and to a client", () => {
    fc.assert(
      fc.property(oneof(frameText, uint8Array({ maxLength: 300 })), (data) => {
        for (const decode of [decodeClientFrame, decodeServerFrame]) {
          const result = outcome(() => decode(data));
          if (result instanceof Error) {
            expect(result).toBeInstanceOf(HawserError);
            expect(["MALFORMED_FRAME", "INVALID_ARGUMENT"]).toContain((result as HawserError).code);
          } else {
            expect(result).toHaveProperty("type", expect.any(String));
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("is written only when it can be read", () => {
    fc.assert(
      fc.property(mutated(clientFrames), (value) => {
        const text = outcome(() => encodeClientFrame(value as ClientFrame));
        if (typeof text === "string") expect(() => decodeClientFrame(text)).not.toThrow();
        else expect(text).toBeInstanceOf(HawserError);
      }),
      { numRuns: 1000 },
    );
  });
});
