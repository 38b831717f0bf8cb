import type { Colors } from "../text/colors.js";
import { duration } from "../text/durations.js";
import { LineWrapper } from "../text/line-wrapper.js";

/** Where a report goes: a terminal shows text while it grows, anything else gets whole lines. */
export interface ReportOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const INDENT = "    ";

/** Prints what the script did, and keeps the score of what was as it should be. */
export class Report {
  readonly failures: string[] = [];
  passed = 0;
  readonly #output: ReportOutput;
  readonly #colors: Colors;
  readonly #now: () => number;
  readonly #startedAt: number;
  /** The row of a text that is still growing, on a terminal. */
  #growing: (() => string) | undefined;

  constructor(output: ReportOutput, colors: Colors, now: () => number) {
    this.#output = output;
    this.#colors = colors;
    this.#now = now;
    this.#startedAt = now();
  }

  title(text: string): void {
    this.#line(this.#colors.bold(text));
  }

  section(text: string): void {
    this.#line("");
    this.#line(this.#colors.bold(this.#colors.cyan(text)));
  }

  step(text: string): void {
    this.#line(`  ${this.#colors.bold(text)}`);
  }

  /** Something that happened. */
  note(text: string): void {
    this.#line(`${INDENT}${this.#colors.dim(text)}`);
  }

  /** A message of ours. */
  said(text: string): void {
    this.#line(`${INDENT}${this.#colors.cyan(`› ${text}`)}`);
  }

  /** Something that breaks, or heals. */
  trouble(text: string): void {
    this.#line(`${INDENT}${this.#colors.yellow(`↻ ${text}`)}`);
  }

  /** Something that has to be so. */
  check(holds: boolean, fact: string): void {
    if (holds) {
      this.passed += 1;
      this.#line(`${INDENT}${this.#colors.green("✓")} ${fact}`);
      return;
    }
    this.failures.push(fact);
    this.#line(`${INDENT}${this.#colors.red(`✗ NOT AS IT SHOULD BE: ${fact}`)}`);
  }

  /** A text that grows: `push` more of it, `end` it. Other lines may come in between. */
  growing(): { push(text: string): void; end(): void } {
    const bar = `${INDENT}${this.#colors.dim("│")} `;
    const wrapper = new LineWrapper(() => Math.min(this.#output.columns ?? 100, 100) - 8);
    if (this.#output.isTTY === true) this.#growing = () => `${bar}${wrapper.partial}`;
    const print = (rows: readonly string[]): void => {
      for (const row of rows) this.#line(`${bar}${row}`.trimEnd());
    };
    return {
      push: (text) => {
        print(wrapper.push(text));
        this.#redraw();
      },
      end: () => {
        const rows = wrapper.end();
        this.#redraw("");
        this.#growing = undefined;
        print(rows);
      },
    };
  }

  /** The last lines. */
  summary(): void {
    const took = duration(this.#now() - this.#startedAt);
    const all = this.passed + this.failures.length;
    this.#line("");
    if (this.failures.length === 0) {
      const verdict = this.#colors.green("All as it should be");
      this.#line(`${verdict}: ${all} checks, ${took}.`);
      return;
    }
    this.#line(this.#colors.red(`${this.failures.length} of ${all} checks failed, ${took}:`));
    for (const failure of this.failures) this.#line(`  ${failure}`);
  }

  #line(text: string): void {
    if (this.#growing === undefined) {
      this.#output.write(`${text}\n`);
      return;
    }
    this.#output.write(`\r\u001B[K${text}\n`);
    this.#redraw();
  }

  #redraw(row: string | undefined = this.#growing?.()): void {
    if (this.#growing !== undefined) this.#output.write(`\r\u001B[K${row ?? ""}`);
  }
}
