import { ProtocolError } from "@hawser/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeFrame, isHelloOk } from "../src/frames/index.js";

describe("decodeFrame", () => {
  it("passes an event as it came", () => {
    const frame = {
      type: "event",
      event: "tick",
      payload: { ts: 1 },
      seq: 4,
      stateVersion: { presence: 1 },
    };
    expect(decodeFrame(frame)).toBe(frame);
  });

  it("drops a seq and a state version of another type", () => {
    expect(
      decodeFrame({ type: "event", event: "tick", payload: 1, seq: "4", stateVersion: 2 }),
    ).toEqual({
      type: "event",
      event: "tick",
      payload: 1,
    });
  });

  it("reads a result under either name", () => {
    const expected = { type: "res", id: "1", ok: true, payload: { a: 1 } };
    expect(decodeFrame({ type: "res", id: "1", ok: true, payload: { a: 1 } })).toEqual(expected);
    expect(decodeFrame({ type: "res", id: "1", ok: true, result: { a: 1 } })).toEqual(expected);
    expect(decodeFrame({ type: "res", id: "1", result: { a: 1 } })).toEqual(expected);
    expect(decodeFrame({ type: "res", id: "1", ok: true })).toEqual({
      ...expected,
      payload: undefined,
    });
  });

  it("gives a numeric id back as text, as a gateway echoes it from a malformed request", () => {
    expect(decodeFrame({ type: "res", id: 7, ok: true, payload: 1 })).toMatchObject({ id: "7" });
  });

  it("keeps all that an error says", () => {
    const error = {
      code: "UNAVAILABLE",
      message: "starting",
      retryable: true,
      retryAfterMs: 500,
      details: { reason: "startup-sidecars" },
    };
    expect(decodeFrame({ type: "res", id: "1", ok: false, error })).toEqual({
      type: "res",
      id: "1",
      ok: false,
      error,
    });
  });

  it.each([
    [undefined, { code: "UNKNOWN", message: "no reason given" }],
    ["no", { code: "UNKNOWN", message: "no" }],
    [
      { code: 5, message: null, retryAfterMs: -1, retryable: "yes" },
      { code: "UNKNOWN", message: "no reason given" },
    ],
  ])("makes an error of %j", (error, expected) => {
    expect(decodeFrame({ type: "res", id: "1", ok: false, error })).toEqual({
      type: "res",
      id: "1",
      ok: false,
      error: expected,
    });
  });

  it("takes a response with an error for a refusal even when it does not say ok", () => {
    expect(decodeFrame({ type: "res", id: "1", error: { code: "X", message: "m" } })).toMatchObject(
      { ok: false },
    );
  });

  it.each([
    { type: "res", ok: true, payload: 1 },
    { type: "res", id: "", ok: true },
    { type: "res", id: null, ok: true },
    { type: "event", payload: {} },
    { type: "event", event: "", payload: {} },
    { type: "event", event: 5, payload: {} },
  ])("refuses the broken envelope %j", (frame) => {
    expect(() => decodeFrame(frame)).toThrow(ProtocolError);
    expect(() => decodeFrame(frame)).toThrow(expect.objectContaining({ code: "MALFORMED_FRAME" }));
  });

  it("knows a bare hello-ok", () => {
    const hello = { type: "hello-ok", protocol: 3 };
    expect(decodeFrame(hello)).toEqual({ type: "unknown", value: hello });
    expect(isHelloOk(hello)).toBe(true);
    expect([null, [], "hello-ok", { type: "res" }].some(isHelloOk)).toBe(false);
  });

  it("never throws for other JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const type = (value as { type?: unknown } | null)?.type;
        fc.pre(type !== "res" && type !== "event");
        expect(decodeFrame(value)).toEqual({ type: "unknown", value });
      }),
    );
  });
});
