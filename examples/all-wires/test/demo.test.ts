import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import picocolors from "picocolors";
import { expect, it, onTestFinished } from "vitest";
import { answerTo } from "../src/bosun.js";
import { Board } from "../src/screen/board.js";
import { PlainScreen } from "../src/screen/screen.js";
import { play } from "../src/script/play.js";

/** Runs the demo as `pnpm demo` does, with its output in a pipe. */
async function program(): Promise<{ readonly code: unknown; readonly text: string }> {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "--conditions=@hawser/source", join("src", "demo.ts")],
    { cwd: join(import.meta.dirname, ".."), stdio: ["ignore", "pipe", "pipe"] },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  let text = "";
  const take = (chunk: Buffer): void => void (text += chunk.toString());
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const [code] = (await once(child, "close")) as [unknown];
  return { code, text };
}

it("answers everything once on four wires, each of which is cut", async () => {
  const { code, text } = await program();
  expect(text).not.toContain("NOT AS IT SHOULD BE");
  expect(code).toBe(0);
  expect(text.match(/✂ the line is cut, in the middle of the answer/gu)).toHaveLength(4);
  expect(text.match(/↻ the line is back after [\d.]+ s/gu)).toHaveLength(4);
  for (const label of ["Grupr room", "GroupChat task", "Web channel", "Gateway session"]) {
    expect(text).toContain(`✓ ${label}: 3 asked, each answered once\n`);
  }
  expect(text).toContain("✓ the agent was asked 12 times (it says: 12)\n");
  expect(text).toMatch(/\nAll as it should be: 13 checks, [\d.]+ s\.\n$/u);
  // A pipe gets plain lines.
  expect(text).not.toContain("\u001B");
});

it("says which answer is not there, and fails", async () => {
  let text = "";
  const screen = new PlainScreen({ write: (more) => (text += more) });
  const board = new Board(screen, picocolors.createColors(false));
  const answer = (question: string): string =>
    question === "Sound the bilge" ? "What bilge?" : answerTo(question);
  expect(await play({ board, answer })).toBe(1);
  const failure = "GroupChat task: 3 asked, each answered once (1 lost, 1 that nobody asked for)";
  expect(text).toContain(`✗ NOT AS IT SHOULD BE: ${failure}\n`);
  expect(text).toContain("✓ Grupr room: 3 asked, each answered once\n");
  expect(text).toMatch(/\n1 of 13 checks failed, [\d.]+ s:\n {2}GroupChat task: .*\n$/u);
});
