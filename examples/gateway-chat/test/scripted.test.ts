import type { GatewayAgent } from "@hawser/testkit";
import { describe, expect, it } from "vitest";
import { guideAgent } from "../src/embedded/agent.js";
import { Report } from "../src/scripted/report.js";
import { runScript, type ScriptOptions } from "../src/scripted/script.js";
import { colorsFor } from "../src/text/colors.js";

async function play(options: ScriptOptions): Promise<{ code: number; lines: readonly string[] }> {
  let written = "";
  const output = { write: (text: string) => (written += text), isTTY: false };
  const code = await runScript(new Report(output, colorsFor(output), Date.now), options);
  return { code, lines: written.split("\n") };
}

describe("the scripted form", () => {
  it.each([4, 3] as const)(
    "plays everything on protocol %i and finds it right",
    async (protocol) => {
      const { code, lines } = await play({ protocols: [protocol] });
      expect(lines.filter((line) => line.includes("NOT AS IT SHOULD BE"))).toEqual([]);
      expect(code).toBe(0);
      const text = lines.join("\n");
      expect(text).toContain(`Protocol ${protocol}\n`);
      expect(text).toMatch(/↻ cut after \d+ characters: The connection ended \(1006/u);
      expect(text).toMatch(/✓ the text is whole: (\d+) of \1 characters, none lost, none doubled/u);
      expect(text).toContain("✓ the run ended: aborted");
      expect(text).toContain("✓ decided: allow-once");
      expect(text).toMatch(
        /the gateway died after \d+ characters(?:.|\n)*✓ the run was taken up again/u,
      );
      expect(text).toMatch(/agent:main:knots {2}1 h ago/u);
      expect(lines.at(-2)).toMatch(/^All as it should be: \d+ checks, [\d.]+ s\.$/u);
      expect(text.includes("\u001B")).toBe(false);
    },
    20_000,
  );

  it("says what is not as it should be, and fails", async () => {
    const forgetful: GatewayAgent = async function* forget(text, context) {
      let result: string | undefined;
      const steps = guideAgent(text, context)[Symbol.asyncIterator]();
      for (;;) {
        const step = await steps.next(result);
        if (step.done === true) return;
        if (step.value !== "sentence arrives ") result = yield step.value;
      }
    };
    const { code, lines } = await play({ protocols: [4], agent: forgetful });
    expect(code).toBe(1);
    expect(lines).toContain("    ✗ NOT AS IT SHOULD BE: the text is what the agent said");
    expect(lines).toContain("    ✓ it came piece by piece");
    expect(lines.join("\n")).toMatch(
      /\d of \d+ checks failed, .*:\n {2}the text is what the agent said\n/u,
    );
  });
});
