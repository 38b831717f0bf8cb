import * as core from "@hawser/core";
import { inspect } from "node:util";
import { describe, expect, test, vi } from "vitest";

const {
  AuthError,
  ConnectionLostError,
  HawserError,
  PairingRequiredError,
  ProtocolError,
  RemoteError,
  ScopeError,
  TimeoutError,
  ValidationError,
} = core;

const samples: [InstanceType<typeof HawserError>, string, boolean][] = [
  [new AuthError("m"), "AUTH_FAILED", false],
  [new PairingRequiredError("m", { requestId: "r" }), "PAIRING_REQUIRED", false],
  [new ScopeError("m", { missing: ["a"] }), "SCOPE_MISSING", false],
  [new ProtocolError("m"), "PROTOCOL_ERROR", false],
  [new TimeoutError("m", { timeoutMs: 5 }), "TIMEOUT", true],
  [new ConnectionLostError("m", { closeCode: 1006 }), "CONNECTION_LOST", true],
  [new RemoteError("m", { remoteCode: "NOPE" }), "REMOTE_ERROR", false],
  [new ValidationError("m", { path: "a.b", expected: "a string" }), "INVALID_ARGUMENT", false],
];

test("every exported error class has a sample here", () => {
  const classes = Object.keys(core).filter((name) => name.endsWith("Error"));
  const sampled = samples.map(([error]) => error.name);
  expect(classes.toSorted()).toEqual([...sampled, "HawserError"].toSorted());
});

describe.each(samples)("%s", (error, code, retryable) => {
  test("has its code, name and retryable, and is a HawserError and an Error", () => {
    expect(error).toMatchObject({ code, retryable, message: "m" });
    expect(code).toMatch(/^[A-Z][A-Z_]+$/);
    expect(error).toBeInstanceOf(HawserError);
    expect(error).toBeInstanceOf(Error);
    expect(error.stack).toContain(error.name);
  });

  test("is an instance of its own class only", () => {
    const names = samples.filter(([other]) => error instanceof other.constructor);
    expect(names.map(([other]) => other.name)).toEqual([error.name]);
  });

  test("is recognised by another copy of the package, and the other way round", async () => {
    vi.resetModules();
    const copy = (await import("@hawser/core")) as unknown as Record<string, typeof AuthError>;
    const Other = copy[error.name] as typeof AuthError;
    expect(Other).not.toBe(error.constructor);
    expect(error).toBeInstanceOf(Other);
    expect(error).toBeInstanceOf(copy["HawserError"] as typeof AuthError);
    const theirs = new Other("x", { missing: [], timeoutMs: 1, remoteCode: "x" } as object);
    expect(theirs).toBeInstanceOf(error.constructor);
  });

  test("keeps code, hint, retryAfterMs, retryable and cause that it is given", () => {
    const cause = new Error("below");
    const Class = error.constructor as typeof AuthError;
    const data = Object.fromEntries(Object.entries(error)) as object;
    const options = { ...data, code: "OTHER", hint: "h", retryAfterMs: 9, retryable: true, cause };
    expect(new Class("m", options)).toMatchObject({ ...options });
    expect(new Class("m", options).cause).toBe(cause);
  });

  test("shows no property that it has no value for", () => {
    expect(Object.values(error)).not.toContain(undefined);
    expect("cause" in error).toBe(false);
  });
});

test("a subclass elsewhere goes by its prototype", () => {
  class MyError extends AuthError {}
  const mine = new MyError("m");
  expect(mine).toBeInstanceOf(MyError);
  expect(mine).toBeInstanceOf(AuthError);
  expect(new AuthError("m")).not.toBeInstanceOf(MyError);
});

test("nothing else is an instance", () => {
  for (const value of [null, undefined, 1, "x", {}, new Error("x"), Object.create(null)]) {
    expect(value instanceof HawserError).toBe(false);
  }
});

test("inspect shows the data", () => {
  const error = new ConnectionLostError("gone", { closeCode: 1012, hint: "wait" });
  expect(inspect(error)).toMatch(/ConnectionLostError: gone[^]*closeCode: 1012/);
});
