import { autocomplete, isCancel } from "@clack/prompts";
import stringWidth from "fast-string-width";
import { wrapAnsi } from "fast-wrap-ansi";
import type { Readable, Writable } from "node:stream";
import type { Colors } from "../text/colors.js";
import { LineWrapper, oneLine } from "../text/line-wrapper.js";
import { inputRows, type RowsWithCursor } from "./input-rows.js";
import { LineEditor, type KeyboardInput } from "./line-editor.js";
import { LiveArea, type TerminalOutput } from "./live-area.js";
import { RowSpacing } from "./row-spacing.js";
import type { GrowingText, InputHandlers, Question, Screen, ScreenStatus } from "./screen.js";
import { moves, SPIN_MS, statusRow } from "./status-row.js";

export interface TerminalScreenOptions {
  readonly input: KeyboardInput;
  readonly output: TerminalOutput & NodeJS.WritableStream;
  readonly colors: Colors;
  readonly handlers: InputHandlers;
  readonly now: () => number;
  /** What a line that is being typed could become, for Tab and the hint under it. */
  readonly complete: (line: string) => readonly string[];
}

const PROMPT = "› ";
const INPUT_HEIGHT = 8;
const PASTE_ON = "\u001B[?2004h";
const PASTE_OFF = "\u001B[?2004l";

/**
 * A terminal: what was said scrolls away upwards, and below it live the row that is still growing,
 * the input, and one row that says what goes on.
 */
export class TerminalScreen implements Screen {
  readonly colors: Colors;
  readonly #o: TerminalScreenOptions;
  readonly #area: LiveArea;
  readonly #editor: LineEditor;
  readonly #onResize = (): void => this.#draw();
  #status: ScreenStatus = { place: "" };
  #prompt = PROMPT;
  #partial: (() => string) | undefined;
  readonly #spacing = new RowSpacing();
  #timer: NodeJS.Timeout | undefined;
  /** Rows printed while somebody else has the screen. */
  #held: string[] | undefined;
  #closed = false;

  constructor(o: TerminalScreenOptions) {
    this.#o = o;
    this.colors = o.colors;
    this.#area = new LiveArea(o.output);
    o.output.write(PASTE_ON);
    this.#editor = new LineEditor(o.input, o.handlers, {
      onChange: () => this.#draw(),
      complete: o.complete,
    });
    o.output.on("resize", this.#onResize);
    this.#draw();
  }

  get width(): number {
    return this.#area.width - 1;
  }

  print(...rows: readonly string[]): void {
    this.#write(this.#spacing.print(rows));
  }

  notice(...rows: readonly string[]): void {
    this.#write(this.#spacing.notice(rows));
  }

  gap(): void {
    this.#write(this.#spacing.gap());
  }

  grow(): GrowingText {
    const wrapper = new LineWrapper(() => this.width);
    const partial = (): string => wrapper.partial;
    this.#partial = partial;
    return {
      push: (text) => this.print(...wrapper.push(text)),
      end: () => {
        const rows = wrapper.end();
        if (this.#partial === partial) this.#partial = undefined;
        this.print(...rows);
      },
    };
  }

  status(status: ScreenStatus): void {
    this.#status = status;
    this.#spin();
    this.#draw();
  }

  question(prompt: string | undefined): void {
    this.#prompt = prompt ?? PROMPT;
    if (prompt === undefined) this.#editor.bringBack();
    else this.#editor.setAside();
    this.#draw();
  }

  clearTyped(): boolean {
    const typed = this.#editor.text !== "";
    this.#editor.clear();
    return typed;
  }

  async choose(question: Question, signal: AbortSignal): Promise<string | undefined> {
    const { text, choices, initial } = question;
    this.#area.erase();
    this.#held = [];
    this.#editor.pause();
    try {
      const chosen = await autocomplete<string>({
        message: text,
        ...(initial === undefined ? {} : { initialValue: initial }),
        options: choices.map((choice) => ({ ...choice })),
        maxItems: 10,
        input: this.#o.input as Readable,
        output: this.#o.output as Writable,
        signal,
      });
      return isCancel(chosen) ? undefined : chosen;
    } finally {
      const held = this.#held;
      this.#held = undefined;
      this.#spacing.foreign();
      if (!this.#closed) {
        this.#editor.resume();
        this.#draw(held);
      }
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#o.output.removeListener("resize", this.#onResize);
    this.#editor.pause();
    if (this.#held === undefined) this.#area.erase();
    this.#o.output.write(PASTE_OFF);
  }

  #write(rows: readonly string[]): void {
    const { width } = this;
    const fitting = rows.flatMap((row) =>
      stringWidth(row) <= width
        ? [row]
        : wrapAnsi(row, width, { hard: true, trim: false }).split("\n"),
    );
    if (this.#held === undefined) this.#draw(fitting);
    else this.#held.push(...fitting);
  }

  #draw(printed: readonly string[] = []): void {
    if (this.#closed || this.#held !== undefined) return;
    this.#area.draw(printed, this.#live());
  }

  #live(): RowsWithCursor {
    const { width, colors } = this;
    const above: string[] = [];
    const partial = this.#partial?.();
    if (partial !== undefined && partial !== "") above.push(partial);
    if (above.length > 0 || !this.#spacing.open) above.push("");
    for (const message of this.#status.waiting ?? []) {
      above.push(colors.dim(`${PROMPT}${oneLine(message, width - 4)}`));
    }
    const text = this.#editor.text;
    const input = inputRows({
      prompt: this.#prompt,
      text,
      cursor: this.#editor.cursor,
      width,
      height: INPUT_HEIGHT,
    });
    const matches = text.startsWith("/") ? this.#o.complete(text) : [];
    const hint = matches.length > 0 ? matches.join(" · ") : undefined;
    const status = statusRow(this.#status, hint, { width, now: this.#o.now(), colors });
    const rows = [...above, ...input.rows, status];
    const { row, column } = input.cursor;
    return { rows, cursor: { row: row + above.length, column } };
  }

  /** Redraws by itself as long as something moves. */
  #spin(): void {
    const wanted = moves(this.#status) && !this.#closed;
    if (wanted === (this.#timer !== undefined)) return;
    clearInterval(this.#timer);
    this.#timer = wanted ? setInterval(() => this.#draw(), SPIN_MS) : undefined;
    this.#timer?.unref();
  }
}
