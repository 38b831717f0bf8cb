import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type * as z from "zod";
import { generateTarget } from "../../../../scripts/generate-validators/target.js";
import { wsChannelProtocol } from "../../../../scripts/generate-validators/targets/ws-channel-protocol.js";
import { findFault, type Spec } from "../../src/generated/check.js";
import { clientFrameChecks, clientFrameSpecs } from "../../src/generated/client-frames.js";
import { serverFrameChecks, serverFrameSpecs } from "../../src/generated/server-frames.js";
import { clientFrameSchemas, serverFrameSchemas } from "../../src/schemas/index.js";
import { clientFrames, serverFrames } from "../support/frames.js";
import { mutated } from "../support/mutated.js";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

describe("the generated files", () => {
  it("are what the schemas say (pnpm generate)", async () => {
    for (const [path, text] of await generateTarget(wsChannelProtocol)) {
      expect(await readFile(root + path, "utf8"), path).toBe(text);
    }
  });

  it("cover every frame", () => {
    expect(Object.keys(clientFrameSpecs)).toEqual(clientFrames.map((frame) => frame.type));
    expect(Object.keys(clientFrameSchemas)).toEqual(Object.keys(clientFrameSpecs));
    expect(new Set(Object.keys(serverFrameSpecs))).toEqual(
      new Set(serverFrames.map((frame) => frame.type)),
    );
    expect(Object.keys(serverFrameSchemas)).toEqual(Object.keys(serverFrameSpecs));
  });
});

interface Subject {
  readonly schema: z.ZodType;
  readonly spec: Spec;
  readonly check: ((value: unknown) => boolean) | undefined;
  readonly valid: readonly object[];
}

const subjects: readonly (readonly [string, Subject])[] = [
  ...subjectsOf(clientFrameSchemas, clientFrameSpecs, clientFrameChecks, clientFrames),
  ...subjectsOf(serverFrameSchemas, serverFrameSpecs, serverFrameChecks, serverFrames),
];

function subjectsOf(
  schemas: Readonly<Record<string, z.ZodType>>,
  specs: Readonly<Record<string, Spec>>,
  checks: Readonly<Record<string, (value: unknown) => boolean>>,
  frames: readonly { readonly type: string }[],
): (readonly [string, Subject])[] {
  return Object.entries(schemas).map(([type, schema]) => [
    type,
    {
      schema,
      spec: specs[type] as Spec,
      check: checks[type],
      valid: frames.filter((frame) => frame.type === type),
    },
  ]);
}

describe("the generated validators and zod agree", () => {
  it.each(subjects)("%s", (_, { schema, spec, check, valid }) => {
    expect(valid.length).toBeGreaterThan(0);
    for (const value of valid) {
      expect(schema.safeParse(value).success).toBe(true);
      expect(findFault(spec, value)).toBeUndefined();
    }
    fc.assert(
      fc.property(mutated(valid), (value) => {
        const verdict = schema.safeParse(value).success;
        expect(findFault(spec, value) === undefined).toBe(verdict);
        if (check !== undefined) expect(check(value)).toBe(verdict);
      }),
      { numRuns: 300 },
    );
  });
});
