import { Terminal } from "@xterm/headless";
import picocolors from "picocolors";
import { expect, it } from "vitest";
import { Board } from "../src/screen/board.js";
import { LiveScreen, PlainScreen, screenFor } from "../src/screen/screen.js";

const wires = [
  { name: "a", label: "Grupr room", asker: "Ada" },
  { name: "b", label: "Web channel", asker: "Linus" },
];

/** What a terminal shows after `draw`, without the empty rows at its end. */
async function shown(columns: number, draw: (board: Board) => void): Promise<string[]> {
  const terminal = new Terminal({ cols: columns, rows: 20, allowProposedApi: true });
  const output = { write: (text: string) => terminal.write(text), isTTY: true, columns };
  draw(new Board(new LiveScreen(output), picocolors.createColors(true), () => 0));
  await new Promise<void>((resolve) => terminal.write("", resolve));
  const rows = Array.from(
    { length: 20 },
    (_, row) => terminal.buffer.active.getLine(row)?.translateToString(true) ?? "",
  );
  return rows.join("\n").trimEnd().split("\n");
}

it("keeps a row for each wire below what has happened", async () => {
  const rows = await shown(80, (board) => {
    board.open(wires);
    board.asked("a", "How do we lie?");
    board.text("a", "You asked");
    board.text("a", "You asked how we lie");
    board.cut("b");
  });
  expect(rows).toEqual([
    "    Grupr room      Ada: How do we lie?",
    "    Web channel     ✂ the line is cut, in the middle of the answer",
    "",
    "  ● Grupr room      0/1  You asked how we lie",
    "  ✂ Web channel     0/0",
  ]);
});

it("fits the rows to the terminal, and takes them away at the end", async () => {
  const long = "word ".repeat(40);
  const during = await shown(50, (board) => {
    board.open(wires);
    board.text("a", `${long}end`);
  });
  expect(during).toHaveLength(3);
  expect(during[1]).toMatch(/^ {2}● Grupr room {6}0\/0 {2}….*word end$/u);
  const after = await shown(50, (board) => {
    board.open(wires);
    board.answered("a", long, 1200);
    board.still();
    board.end([], 3);
  });
  expect(after).toEqual([
    expect.stringMatching(/^ {4}Grupr room {6}Bosun: word .*… \(1\.2 s\)$/u) as string,
    "",
    "All as it should be: 3 checks, 0.0 s.",
  ]);
});

it("moves only where somebody watches", () => {
  const output = { write: () => undefined, isTTY: true };
  expect(screenFor(output, {})).toBeInstanceOf(LiveScreen);
  expect(screenFor(output, { CI: "true" })).toBeInstanceOf(PlainScreen);
  expect(screenFor(output, { TERM: "dumb" })).toBeInstanceOf(PlainScreen);
  expect(screenFor({ ...output, isTTY: false }, {})).toBeInstanceOf(PlainScreen);
});
