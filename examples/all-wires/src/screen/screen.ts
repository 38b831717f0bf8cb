/** Where a program shows what goes on. */
export interface Screen {
  /** Columns that a row may take. */
  readonly width: number;
  /** A line that stays. */
  print(line: string): void;
  /** The rows below what was printed, as they are now. Only terminals show them. */
  live(rows: readonly string[]): void;
  /** Takes the live rows away. */
  end(): void;
}

/** As much of an output as drawing takes. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** For pipes, files and CI: lines, and nothing that moves. */
export class PlainScreen implements Screen {
  readonly width = 100;
  readonly #output: Output;

  constructor(output: Output) {
    this.#output = output;
  }

  print(line: string): void {
    this.#output.write(`${line}\n`);
  }

  live(): void {}

  end(): void {}
}

const ESC = "\u001B[";
// Terminals that know it show what stands between these as one change; others ignore them.
const BEGIN = `${ESC}?2026h${ESC}?25l`;
const END = `${ESC}?25h${ESC}?2026l`;

/** For terminals: lines that stay, and below them rows that are drawn anew. */
export class LiveScreen implements Screen {
  readonly #output: Output;
  #rows: readonly string[] = [];

  constructor(output: Output) {
    this.#output = output;
  }

  get width(): number {
    return Math.max(40, this.#output.columns ?? 80);
  }

  print(line: string): void {
    this.#draw([line], this.#rows);
  }

  live(rows: readonly string[]): void {
    this.#draw([], rows);
  }

  end(): void {
    this.#draw([], []);
  }

  #draw(printed: readonly string[], rows: readonly string[]): void {
    const up = this.#rows.length;
    const erase = up > 0 ? `${ESC}${up}A${ESC}J` : "";
    const text = [...printed, ...rows].map((row) => `${row}\r\n`).join("");
    this.#output.write(`${BEGIN}\r${erase}${text}${END}`);
    this.#rows = rows;
  }
}

/** The screen that suits an output. */
export function screenFor(
  output: Output,
  env: Readonly<Record<string, string | undefined>>,
): Screen {
  const isCi = env["CI"] !== undefined && env["CI"] !== "" && env["CI"] !== "false";
  const isLive = output.isTTY === true && !isCi && env["TERM"] !== "dumb";
  return isLive ? new LiveScreen(output) : new PlainScreen(output);
}
