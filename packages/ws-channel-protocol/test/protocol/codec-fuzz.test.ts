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

function isFrameOrTypedError(result: unknown): boolean {
  if (result instanceof HawserError) {
    return ["MALFORMED_FRAME", "INVALID_ARGUMENT"].includes(result.code);
  }
  return !(result instanceof Error) && typeof (result as { type?: unknown }).type === "string";
}

describe("whatever comes", () => {
  it("is a frame or a typed error, to a server and to a client", () => {
    fc.assert(
      fc.property(oneof(frameText, uint8Array({ maxLength: 300 })), (data) =>
        [decodeClientFrame, decodeServerFrame].every((decode) =>
          isFrameOrTypedError(outcome(() => decode(data))),
        ),
      ),
      { numRuns: 2000 },
    );
  }, 60_000);

  it("is written only when it can be read", () => {
    fc.assert(
      fc.property(mutated(clientFrames), (value) => {
        const text = outcome(() => encodeClientFrame(value as ClientFrame));
        if (typeof text === "string") expect(() => decodeClientFrame(text)).not.toThrow();
        else expect(text).toBeInstanceOf(HawserError);
      }),
      { numRuns: 1000 },
    );
  }, 60_000);
});
