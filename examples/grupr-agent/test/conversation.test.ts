import { expect, it } from "vitest";
import { playConversation } from "../src/scripted.js";

it("answers people once, through a cut line and a lost answer", async () => {
  const lines: string[] = [];
  expect(await playConversation((line) => lines.push(line))).toEqual([]);
  expect(lines).toContain("Test agent: You said: Is anybody there?");
  expect(lines.filter((line) => line.startsWith("  ✓"))).toHaveLength(2);
}, 60_000);
