import type { GatewayAgent } from "@hawser/testkit";
import { expect, it } from "vitest";
import { runScript } from "../src/scripted/script.js";

async function play(agent?: GatewayAgent): Promise<{ code: number; lines: readonly string[] }> {
  const lines: string[] = [];
  const code = await runScript((line) => lines.push(line), agent);
  return { code, lines };
}

it("plays everything and finds it right", async () => {
  const { code, lines } = await play();
  expect(lines.filter((line) => line.includes("NOT AS IT SHOULD BE"))).toEqual([]);
  expect(code).toBe(0);
  const text = lines.join("\n");
  expect(text).toMatch(
    /main wants to run this for "Release it: `npm publish`" in \S+: npm publish Write `allow [0-9a-f]{6}` or `deny/u,
  );
  expect(text).toContain("    - Grace decided ");
  expect(lines.at(-1)).toMatch(/^All as it should be: 16 checks, [\d.]+ s\.$/u);
});

it("says what is not as it should be, and fails", async () => {
  const { code, lines } = await play(async function* heedless(message) {
    const command = /`(?<command>[^`]+)`/u.exec(message)?.groups?.["command"] ?? "";
    // It asks, and does not heed the answer.
    yield { tool: { name: "exec", args: { command }, approval: true } };
    yield `I ran "${command}".`;
  });
  expect(code).toBe(1);
  const failure = "the command was not run, the owner knows";
  expect(lines).toContain(`    ✗ NOT AS IT SHOULD BE: ${failure}`);
  expect(lines.join("\n")).toMatch(/\n2 of 16 checks failed, [\d.]+ s:\n {2}the command was not/u);
});
