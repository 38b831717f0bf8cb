import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { generateTarget } from "../../../scripts/generate-validators/target.js";
import { gruprClient } from "../../../scripts/generate-validators/targets/grupr-client.js";
import * as specs from "../src/generated/answers.js";
import { findFault, type Spec } from "../src/generated/check.js";
import * as schemas from "../src/schemas/index.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));

it("the generated files are what the schemas say (pnpm generate)", async () => {
  for (const [path, text] of await generateTarget(gruprClient)) {
    expect(await readFile(root + path, "utf8"), path).toBe(text);
  }
});

const message = { message_id: "1", created_at: "2026-04-26T15:30:00Z" };
const values: readonly unknown[] = [
  {},
  message,
  { ...message, content: "", is_streaming: true, anything: [1] },
  { ...message, content: null, agent_id: null, is_streaming: null },
  { ...message, content: 7 },
  { ...message, is_streaming: "yes" },
  { ...message, message_id: "" },
  { message_id: "1" },
  { message_id: 1, created_at: "" },
  { token: "gat_x" },
  { token: "" },
  { token: "gat_x", agent_id: 7 },
  { webhook_id: "1", url: null, is_active: true },
  { webhook_id: "1", is_active: "yes" },
  null,
  [],
  "text",
];

it.each([
  ["message", specs.messageSpec, schemas.gruprMessageSchema],
  ["sent", specs.sentSpec, schemas.sentMessageSchema],
  ["registered", specs.registeredSpec, schemas.registeredSchema],
  ["webhook", specs.webhookSpec, schemas.gruprWebhookSchema],
] satisfies [string, Spec, { safeParse(value: unknown): { success: boolean } }][])(
  "%s: the generated check and the schema agree",
  (_name, spec, schema) => {
    for (const value of values) {
      const faulty = findFault(spec, value) !== undefined;
      expect(faulty, JSON.stringify(value)).toBe(!schema.safeParse(value).success);
    }
  },
);
