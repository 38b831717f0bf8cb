import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { generateTarget } from "../../../scripts/generate-validators/target.js";
import { groupchatRunsClient } from "../../../scripts/generate-validators/targets/groupchat-runs-client.js";
import { findFault, type Spec } from "../src/generated/check.js";
import * as specs from "../src/generated/bodies.js";
import * as schemas from "../src/schemas/index.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));

it("the generated files are what the schemas say (pnpm generate)", async () => {
  for (const [path, text] of await generateTarget(groupchatRunsClient)) {
    expect(await readFile(root + path, "utf8"), path).toBe(text);
  }
});

const values: readonly unknown[] = [
  {},
  { body: "text" },
  { body: "" },
  { body: 7 },
  { body: "text", stepCostUsd: 0, totalCostUsd: 1.5 },
  { body: "text", totalCostUsd: -1 },
  { body: "text", stepCostUsd: "1" },
  { status: "PENDING", limit: 1 },
  { limit: 0 },
  { limit: 1.5 },
  { workspaceId: "" },
  null,
  [],
];

it.each([
  ["startBody", specs.startBodySpec, schemas.startBodySchema],
  ["commentBody", specs.commentBodySpec, schemas.commentBodySchema],
  ["finishBody", specs.finishBodySpec, schemas.finishBodySchema],
  ["listParams", specs.listParamsSpec, schemas.listParamsSchema],
] satisfies [string, Spec, { safeParse(value: unknown): { success: boolean } }][])(
  "%s: the generated check and the schema agree",
  (_name, spec, schema) => {
    for (const value of values) {
      const faulty = findFault(spec, value) !== undefined;
      expect(faulty, JSON.stringify(value)).toBe(!schema.safeParse(value).success);
    }
  },
);
