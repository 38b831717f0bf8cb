import stringWidth from "fast-string-width";
import type { RowsWithCursor } from "./input-rows.js";

/** As much of a terminal as drawing takes. */
export interface TerminalOutput {
  write(text: string): unknown;
  readonly columns?: number;
  readonly rows?: number;
}

const ESC = "\u001B[";
// Terminals that know it show what stands between these as one change; others ignore them.
const BEGIN = `${ESC}?2026h${ESC}?25l`;
const END = `${ESC}?25h${ESC}?2026l`;

/**
 * The rows at the bottom that are drawn anew at every change. What is printed goes above them and
 * stays.
 */
export class LiveArea {
  readonly #output: TerminalOutput;
  /** Widths of the rows that were drawn down to the cursor's, and its column. */
  #above: readonly number[] = [];
  #column = 0;

  constructor(output: TerminalOutput) {
    this.#output = output;
  }

  get width(): number {
    return Math.max(20, this.#output.columns ?? 80);
  }

  /** Replaces the live rows, after printing `printed` above them. */
  draw(printed: readonly string[], live: RowsWithCursor): void {
    const height = Math.max(2, (this.#output.rows ?? 24) - 1);
    const cut = Math.max(0, live.rows.length - height);
    const rows = live.rows.slice(cut);
    const cursorRow = Math.max(0, live.cursor.row - cut);
    const up = rows.length - 1 - cursorRow;
    const { column } = live.cursor;
    const text =
      printed.map((row) => `${row}\r\n`).join("") +
      rows.join("\r\n") +
      (up > 0 ? `${ESC}${up}A` : "") +
      (column > 0 ? `\r${ESC}${column}C` : "\r");
    this.#output.write(BEGIN + this.#erasing() + text + END);
    this.#above = rows.slice(0, cursorRow).map((row) => stringWidth(row));
    this.#column = column;
  }

  /** Takes the live rows away. */
  erase(): void {
    this.#output.write(this.#erasing());
    this.#above = [];
    this.#column = 0;
  }

  #erasing(): string {
    // A terminal that became narrower has broken our rows into several.
    const broken = (width: number): number => Math.max(1, Math.ceil(width / this.width));
    const up =
      this.#above.reduce((sum, width) => sum + broken(width), 0) +
      Math.floor(this.#column / this.width);
    return `\r${up > 0 ? `${ESC}${up}A` : ""}${ESC}J`;
  }
}
