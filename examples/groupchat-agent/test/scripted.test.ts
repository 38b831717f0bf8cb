import type { GatewayAgent } from "@hawser/testkit";
import { describe, expect, it } from "vitest";
import { Report } from "../src/scripted/report.js";
import { runScript } from "../src/scripted/script.js";

async function play(agent?: GatewayAgent): Promise<{ code: number; lines: readonly string[] }> {
  const lines: string[] = [];
  const code = await runScript(new Report((line) => lines.push(line)), agent);
  return { code, lines };
}

describe("the scripted form", () => {
  it("plays everything and finds it right", async () => {
    const { code, lines } = await play();
    expect(lines.filter((line) => line.includes("NOT AS IT SHOULD BE"))).toEqual([]);
    expect(code).toBe(0);
    const text = lines.join("\n");
    expect(text).toContain("- OpenClaw Bot of Ada works with OpenClaw");
    expect(text).toMatch(/│ Using exec/u);
    expect(text).toContain("- stopped: A long letter");
    expect(text).toMatch(/✓ started once\n {4}✓ completed once/u);
    expect(lines.at(-1)).toMatch(/^All as it should be: 20 checks, [\d.]+ s\.$/u);
  });

  it("says what is not as it should be, and fails", async () => {
    const { code, lines } = await play(async function* lazy() {
      yield "No.";
    });
    expect(code).toBe(1);
    expect(lines).toContain("    ✗ NOT AS IT SHOULD BE: the reply is the summary");
    expect(lines).toContain("    ✓ the run is FINISHED");
    expect(lines.join("\n")).toMatch(/\d+ of \d+ checks failed, .*:\n {2}progress was reported\n/u);
  });
});
