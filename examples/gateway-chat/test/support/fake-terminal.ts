import xterm from "@xterm/headless";
import { PassThrough, Writable } from "node:stream";
import { colorsFor } from "../../src/text/colors.js";
import type { StartChatOptions } from "../../src/chat/start-chat.js";

const ROWS = 40;
const PATIENCE_MS = 10_000;

class Keyboard extends PassThrough {
  readonly isTTY = true;
  raw = false;

  setRawMode(raw: boolean): this {
    this.raw = raw;
    return this;
  }
}

class Display extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number = ROWS;
  readonly #show: (text: string, done: () => void) => void;

  constructor(columns: number, show: (text: string, done: () => void) => void) {
    super();
    this.columns = columns;
    this.#show = show;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#show(chunk.toString("utf8"), done);
  }
}

/** A terminal in memory: keys go in, what it shows can be read. */
export class FakeTerminal {
  readonly input: Keyboard = new Keyboard();
  readonly output: Display;
  readonly #xterm: InstanceType<typeof xterm.Terminal>;
  readonly #waiting = new Set<() => void>();

  constructor(columns = 80) {
    this.#xterm = new xterm.Terminal({
      cols: columns,
      rows: ROWS,
      scrollback: 5000,
      // As the terminal driver does it.
      convertEol: true,
      allowProposedApi: true,
    });
    this.output = new Display(columns, (text, done) => {
      this.#xterm.write(text, () => {
        done();
        for (const look of this.#waiting) look();
      });
    });
  }

  /** What a chat is started with. */
  get streams(): Pick<StartChatOptions, "input" | "output" | "colors"> {
    return { input: this.input, output: this.output, colors: colorsFor({ isTTY: false }) };
  }

  /** Everything that is there, what scrolled away included. Rows that the terminal broke are joined. */
  get text(): string {
    const buffer = this.#xterm.buffer.active;
    const rows: string[] = [];
    for (let i = 0; i < buffer.length; i++) {
      const line = buffer.getLine(i);
      if (line?.isWrapped === true) rows.push((rows.pop() ?? "") + line.translateToString(true));
      else rows.push(line?.translateToString(true) ?? "");
    }
    return rows
      .map((row) => row.trimEnd())
      .join("\n")
      .trimEnd();
  }

  /** The row the cursor is in. */
  get cursorRow(): string {
    const buffer = this.#xterm.buffer.active;
    return buffer.getLine(buffer.baseY + buffer.cursorY)?.translateToString(true) ?? "";
  }

  get cursorColumn(): number {
    return this.#xterm.buffer.active.cursorX;
  }

  /** Resolves when the terminal shows this. */
  until(shown: string | RegExp): Promise<string> {
    const holds = (text: string): boolean =>
      typeof shown === "string" ? text.includes(shown) : shown.test(text);
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
      };
      const look = (): void => {
        const { text } = this;
        if (!holds(text)) return;
        end();
        resolve(text);
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`not shown: ${String(shown)}\n--- the terminal:\n${this.text}`));
      }, PATIENCE_MS);
      this.#waiting.add(look);
      look();
    });
  }

  type(text: string): void {
    this.input.write(text);
  }

  enter(text: string): void {
    this.type(`${text}\r`);
  }

  resize(columns: number): void {
    this.#xterm.resize(columns, ROWS);
    this.output.columns = columns;
    this.output.emit("resize");
  }
}

/** Keys as terminals send them. */
export const keys = { ctrlC: "\u0003", ctrlD: "\u0004", down: "\u001B[B", tab: "\t" } as const;
