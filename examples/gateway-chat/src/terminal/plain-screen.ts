import { createInterface } from "node:readline";
import type { Colors } from "../text/colors.js";
import { LineWrapper } from "../text/line-wrapper.js";
import { RowSpacing } from "./row-spacing.js";
import type { GrowingText, InputHandlers, Question, Screen } from "./screen.js";

const WIDTH = 100;

/** Pipes and files: whole lines out, a message a line in. */
export class PlainScreen implements Screen {
  readonly colors: Colors;
  readonly width: number = WIDTH;
  readonly #output: NodeJS.WritableStream;
  readonly #stop: () => void;
  readonly #spacing = new RowSpacing();

  constructor(o: {
    readonly input: NodeJS.ReadableStream;
    readonly output: NodeJS.WritableStream;
    readonly colors: Colors;
    readonly handlers: InputHandlers;
  }) {
    this.#output = o.output;
    this.colors = o.colors;
    const lines = createInterface({ input: o.input, terminal: false });
    let open = true;
    lines.on("line", (line) => o.handlers.onLine(line));
    lines.on("close", () => {
      if (open) o.handlers.onEnd();
      open = false;
    });
    this.#stop = () => {
      open = false;
      lines.close();
      o.input.pause();
    };
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
    const wrapper = new LineWrapper(() => WIDTH);
    return {
      push: (text) => this.print(...wrapper.push(text)),
      end: () => this.print(...wrapper.end()),
    };
  }

  status(): void {
    // Only what stays is worth a line.
  }

  question(): void {
    // Nobody looks at a prompt.
  }

  clearTyped(): boolean {
    return false;
  }

  choose({ text, choices }: Question): Promise<undefined> {
    this.gap();
    this.print(text);
    for (const [i, { label, hint = "" }] of choices.entries()) {
      this.print(`  ${i + 1}. ${label}  ${this.colors.dim(hint)}`);
    }
    return Promise.resolve(undefined);
  }

  close(): void {
    this.#stop();
  }

  #write(rows: readonly string[]): void {
    for (const row of rows) this.#output.write(`${row.trimEnd()}\n`);
  }
}
