import type { createColors } from "picocolors";
import type { Wire } from "../wires/wire.js";
import type { Screen } from "./screen.js";

const LABEL_COLUMNS = 16;

/** A wire as it is shown. */
interface Row {
  readonly wire: Pick<Wire, "name" | "label" | "asker">;
  line: "up" | "down";
  asked: number;
  answered: number;
  /** What the agent says now. */
  text: string;
}

/** Shows four wires at once: what happens as lines, how they are as rows. */
export class Board {
  readonly #screen: Screen;
  readonly #colors: ReturnType<typeof createColors>;
  readonly #rows = new Map<string, Row>();
  readonly #now: () => number;
  readonly #startedAt: number;

  constructor(
    screen: Screen,
    colors: ReturnType<typeof createColors>,
    now: () => number = () => performance.now(),
  ) {
    this.#screen = screen;
    this.#colors = colors;
    this.#now = now;
    this.#startedAt = now();
  }

  title(text: string): void {
    this.#screen.print(this.#colors.bold(text));
  }

  scene(text: string): void {
    this.#screen.print(`\n  ${text}`);
  }

  open(wires: readonly Row["wire"][]): void {
    for (const wire of wires) {
      this.#rows.set(wire.name, { wire, line: "up", asked: 0, answered: 0, text: "" });
    }
    this.#draw();
  }

  asked(name: string, question: string): void {
    this.#change(name, (row) => {
      row.asked += 1;
      this.#tell(row, `${row.wire.asker}: ${question}`);
    });
  }

  /** The answer as far as it has come. */
  text(name: string, text: string): void {
    this.#change(name, (row) => (row.text = text));
  }

  answered(name: string, text: string, ms: number): void {
    this.#change(name, (row) => {
      row.answered += 1;
      row.text = "";
      const took = this.#colors.dim(` (${(ms / 1000).toFixed(1)} s)`);
      this.#tell(row, `Bosun: ${text}`, took);
    });
  }

  cut(name: string): void {
    this.#change(name, (row) => {
      row.line = "down";
      this.#tell(row, this.#colors.red("✂ the line is cut, in the middle of the answer"));
    });
  }

  healed(name: string, ms: number): void {
    this.#change(name, (row) => {
      row.line = "up";
      this.#tell(row, this.#colors.green(`↻ the line is back after ${(ms / 1000).toFixed(1)} s`));
    });
  }

  check(holds: boolean, fact: string): void {
    const { green, red } = this.#colors;
    this.#screen.print(`    ${holds ? green("✓") : red("✗ NOT AS IT SHOULD BE:")} ${fact}`);
  }

  /** Takes the live rows away and says how it ended. */
  end(failures: readonly string[], checks: number): void {
    const seconds = ((this.#now() - this.#startedAt) / 1000).toFixed(1);
    const { green, red } = this.#colors;
    this.#screen.print("");
    if (failures.length === 0) {
      this.#screen.print(green(`All as it should be: ${checks} checks, ${seconds} s.`));
      return;
    }
    this.#screen.print(red(`${failures.length} of ${checks} checks failed, ${seconds} s:`));
    for (const failure of failures) this.#screen.print(`  ${failure}`);
  }

  /** Nothing moves any more. */
  still(): void {
    this.#screen.end();
    this.#rows.clear();
  }

  #change(name: string, change: (row: Row) => void): void {
    const row = this.#rows.get(name);
    if (row === undefined) return;
    change(row);
    this.#draw();
  }

  #tell({ wire }: Row, what: string, after = ""): void {
    const label = this.#colors.dim(wire.label.padEnd(LABEL_COLUMNS));
    const room = this.#screen.width - LABEL_COLUMNS - 14;
    this.#screen.print(`    ${label}${cut(what, room)}${after}`);
  }

  #draw(): void {
    const rows = [...this.#rows.values()].map((row) => this.#rowOf(row));
    if (rows.length > 0) this.#screen.live(["", ...rows]);
  }

  #rowOf({ wire, line, asked, answered, text }: Row): string {
    const { green, red, dim } = this.#colors;
    const mark = line === "up" ? green("●") : red("✂");
    const count = `${answered}/${asked}`.padEnd(5);
    const room = this.#screen.width - LABEL_COLUMNS - 12;
    return `  ${mark} ${wire.label.padEnd(LABEL_COLUMNS)}${count}${dim(tail(text, room))}`;
  }
}

/** The beginning of a text; colours that were begun in it are left to end by themselves. */
function cut(text: string, room: number): string {
  if (text.includes("\u001B") || text.length <= room) return text;
  return `${text.slice(0, room - 1).trimEnd()}…`;
}

/** The end of a text, where it grows. */
function tail(text: string, room: number): string {
  return text.length <= room ? text : `…${text.slice(1 - room)}`;
}
