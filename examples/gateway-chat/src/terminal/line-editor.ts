import { createInterface, type Interface, type Key } from "node:readline";
import { Writable } from "node:stream";
import type { InputHandlers } from "./screen.js";

/** Keyboard input: a terminal's stdin, or something that behaves like it. */
export type KeyboardInput = NodeJS.ReadableStream & {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
};

const HISTORY = 200;

/**
 * What is being typed. Node's readline does the editing (cursor, words, history, completion), we draw
 * it ourselves. Pasted lines stay together until Enter is pressed.
 */
export class LineEditor {
  readonly #input: KeyboardInput;
  readonly #handlers: InputHandlers;
  readonly #onChange: () => void;
  readonly #complete: (line: string) => readonly string[];
  readonly #keypress: (text: string | undefined, key: Key | undefined) => void;
  #readline: Interface | undefined;
  #history: string[] = [];
  #above: string[] = [];
  #pasting = false;
  #aside: { above: string[]; line: string } | undefined;

  constructor(
    input: KeyboardInput,
    handlers: InputHandlers,
    o: { onChange: () => void; complete: (line: string) => readonly string[] },
  ) {
    this.#input = input;
    this.#handlers = handlers;
    this.#onChange = o.onChange;
    this.#complete = o.complete;
    this.#keypress = (_text, key) => this.#onKey(key);
    this.resume();
  }

  /** All of it, pasted lines included. */
  get text(): string {
    return [...this.#above, this.#readline?.line ?? ""].join("\n");
  }

  /** Where the cursor is in `text`. */
  get cursor(): number {
    const before = this.#above.reduce((sum, line) => sum + line.length + 1, 0);
    return before + (this.#readline?.cursor ?? 0);
  }

  clear(): void {
    this.#above = [];
    this.#fill("");
    this.#onChange();
  }

  /** Puts what is being typed aside, to ask something in between. */
  setAside(): void {
    if (this.#aside !== undefined) return;
    this.#aside = { above: this.#above, line: this.#readline?.line ?? "" };
    this.clear();
  }

  /** Brings back what was put aside. */
  bringBack(): void {
    if (this.#aside === undefined) return;
    const { above, line } = this.#aside;
    this.#aside = undefined;
    this.#above = above;
    this.#fill(line);
    this.#onChange();
  }

  /** Leaves the keyboard to somebody else. */
  pause(): void {
    const readline = this.#readline;
    this.#readline = undefined;
    this.#input.removeListener("keypress", this.#keypress);
    readline?.close();
  }

  resume(): void {
    if (this.#readline !== undefined) return;
    const readline = createInterface({
      input: this.#input,
      output: nowhere(),
      terminal: true,
      history: this.#history,
      historySize: HISTORY,
      removeHistoryDuplicates: true,
      completer: (line: string): [string[], string] => [[...this.#complete(line)], line],
    });
    this.#readline = readline;
    readline.on("line", (line) => this.#onLine(line));
    readline.on("history", (history) => {
      this.#history = [...history];
    });
    readline.on("SIGINT", () => this.#handlers.onInterrupt());
    // Ctrl-Z and back: the shell has written meanwhile.
    readline.on("SIGCONT", () => this.#onChange());
    readline.on("close", () => {
      if (this.#readline === readline) this.#handlers.onEnd();
    });
    this.#input.on("keypress", this.#keypress);
  }

  #onKey(key: Key | undefined): void {
    if (key?.name === "paste-start") this.#pasting = true;
    else if (key?.name === "paste-end") this.#pasting = false;
    this.#onChange();
  }

  #onLine(line: string): void {
    if (this.#pasting) {
      this.#above.push(line);
      return;
    }
    const text = [...this.#above, line].join("\n");
    this.#above = [];
    this.#handlers.onLine(text);
  }

  #fill(line: string): void {
    // Ctrl-E, Ctrl-U: to the end of the line, and away with it.
    this.#readline?.write(null, { ctrl: true, name: "e" });
    this.#readline?.write(null, { ctrl: true, name: "u" });
    if (line !== "") this.#readline?.write(line);
  }
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
