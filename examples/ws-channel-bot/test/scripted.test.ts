import { describe, expect, it } from "vitest";
import type { Agent } from "../src/agent.js";
import { Report } from "../src/scripted/report.js";
import { runScript } from "../src/scripted/script.js";

async function play(agent?: Agent): Promise<{ code: number; lines: readonly string[] }> {
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
    expect(text).toContain("bot to ada: The log says: ada: The berth is number 12.");
    expect(text).toContain("✓ no word is missing and none is there twice");
    expect(text).toContain("Authentication failed: invalid_token");
    expect(lines.at(-1)).toMatch(/^All as it should be: 21 checks, [\d.]+ s\.$/u);
  });

  it("says what is not as it should be, and fails", async () => {
    const { code, lines } = await play(async function* forgetful() {
      yield "I do not know.";
    });
    expect(code).toBe(1);
    expect(lines).toContain("    ✗ NOT AS IT SHOULD BE: ada's session remembers");
    expect(lines).toContain("    ✓ the token says who it is");
    expect(lines.at(-1)).toBe("  the answer ended when it had hardly begun");
  });
});
