import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type * as z from "zod";
import { generateTarget } from "../../../scripts/generate-validators/target.js";
import { gatewayClient } from "../../../scripts/generate-validators/targets/gateway-client.js";
import { findFault, type Spec } from "../src/generated/check.js";
import { eventChecks, eventSpecs } from "../src/generated/events.js";
import { helloOkSpec } from "../src/generated/hello.js";
import { paramsSpecs } from "../src/generated/params.js";
import { eventSchemas, helloOkSchema, paramsSchemas } from "../src/schemas/index.js";
import { mutations } from "./support/mutations.js";
import { recordedFrames } from "./support/recorded-frames.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));

describe("the generated files", () => {
  it("are what the schemas say (pnpm generate)", async () => {
    for (const [path, text] of await generateTarget(gatewayClient)) {
      expect(await readFile(root + path, "utf8"), path).toBe(text);
    }
  });

  it("are the same every time", async () => {
    expect(await generateTarget(gatewayClient)).toEqual(await generateTarget(gatewayClient));
  });

  it("cover every schema", () => {
    expect(Object.keys(eventSpecs)).toEqual(Object.keys(eventSchemas));
    expect(Object.keys(paramsSpecs)).toEqual(Object.keys(paramsSchemas));
    expect(Object.keys(eventChecks)).toEqual(["chat", "agent"]);
  });
});

interface Subject {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly spec: Spec;
  readonly check?: ((value: unknown) => boolean) | undefined;
  readonly valid: readonly unknown[];
}

const handmade: Readonly<Record<string, unknown>> = {
  shutdown: { reason: "restart", restartExpectedMs: null },
  start: { runId: "r", sessionKey: "k", agentId: "a" },
  "chat.subagent": { sessionKey: "k", childSessionKey: "c", state: "working", label: "l" },
  chat: { runId: "r", sessionKey: "k", state: "paused", seq: 1 },
  agent: { runId: "r", stream: "dream" },
};

const handmadeParams: Readonly<Record<string, unknown>> = {
  "exec.approval-request": { command: "ls", timeoutMs: 1000 },
  "exec.approval-resolve": { id: "a", decision: "approve" },
  "chat.send": { sessionKey: "k", message: "m", idempotencyKey: "i", queueMode: "steer" },
};

const subjects: readonly Subject[] = [
  {
    name: "hello-ok",
    schema: helloOkSchema,
    spec: helloOkSpec,
    valid: recordedFrames.flatMap(({ method, frame }) =>
      method === "connect" && frame["ok"] === true ? [frame["payload"]] : [],
    ),
  },
  ...Object.entries(eventSchemas).map(([name, schema]): Subject => ({
    name,
    schema,
    spec: eventSpecs[name] as Spec,
    check: eventChecks[name],
    valid: [
      ...recordedFrames.flatMap(({ frame }) => (frame["event"] === name ? [frame["payload"]] : [])),
      ...(name in handmade ? [handmade[name]] : []),
    ],
  })),
  ...Object.entries(paramsSchemas).map(([name, schema]): Subject => ({
    name: `${name} params`,
    schema,
    spec: paramsSpecs[name] as Spec,
    valid: [
      ...recordedFrames.flatMap(({ method, params }) =>
        method === name && params ? [params] : [],
      ),
      ...(name in handmadeParams ? [handmadeParams[name]] : []),
    ],
  })),
];

describe("the generated validators and zod agree", () => {
  it.each(subjects.map((subject) => [subject.name, subject] as const))("%s", (_, subject) => {
    const { schema, spec, check, valid } = subject;
    for (const value of valid) expect(findFault(spec, value)).toBeUndefined();
    fc.assert(
      fc.property(mutations(valid, spec), (value) => {
        const verdict = schema.safeParse(value).success;
        expect(findFault(spec, value) === undefined).toBe(verdict);
        if (check) expect(check(value)).toBe(verdict);
      }),
      { numRuns: 400 },
    );
  });
});

describe("faults", () => {
  it("stand where zod sees them", () => {
    const { schema, spec, valid } = subjects[0] as Subject;
    fc.assert(
      fc.property(mutations(valid, spec), (value) => {
        const issue = schema.safeParse(value).error?.issues[0];
        const fault = findFault(spec, value);
        fc.pre(issue !== undefined && fault !== undefined);
        expect(
          fault?.path
            .replaceAll(/\[(\d+)\]/g, ".$1")
            .split(".")
            .slice(1),
        ).toEqual(issue?.path.map(String));
      }),
    );
  });
});
