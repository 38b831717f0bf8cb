import type { Context } from "./context.js";

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 100;
/** Nobody needs to be told of what is over at once, ms. */
const QUIET_MS = 300;

/** A line that says what is being waited for, and for how long already. */
export class Progress {
  readonly #context: Context;
  #text: string | undefined;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  #frame = 0;
  #shown = false;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Shows it on a terminal; elsewhere nothing is shown. */
  begin(text: string): void {
    this.end();
    if (this.#context.stderr.isTTY !== true) return;
    this.#text = text;
    this.#since = Date.now();
    this.#timer = setInterval(() => this.#draw(), FRAME_MS).unref();
  }

  /** Takes it away. */
  end(): void {
    clearInterval(this.#timer);
    this.#text = undefined;
    this.clear();
  }

  /** Makes place for a line; the next frame shows it again. */
  clear(): void {
    if (this.#shown) this.#context.stderr.write("\r\u001B[2K");
    this.#shown = false;
  }

  #draw(): void {
    const waited = Date.now() - this.#since;
    if (this.#text === undefined || waited < QUIET_MS) return;
    const { colors, stderr } = this.#context;
    this.#frame = (this.#frame + 1) % FRAMES.length;
    const time = waited < 2000 ? "" : ` ${Math.floor(waited / 1000)} s`;
    const width = Math.max(20, (stderr.columns ?? 80) - 1);
    const text = `${this.#text}${time}`.slice(0, width - 2);
    stderr.write(`\r\u001B[2K${colors.cyan(FRAMES[this.#frame] ?? "")} ${text}`);
    this.#shown = true;
  }
}
