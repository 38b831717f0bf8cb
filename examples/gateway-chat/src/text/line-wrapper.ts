import stringWidth from "fast-string-width";

/**
 * Breaks text that comes piece by piece into rows of a width. A row that was given out is never taken
 * back, so it can be printed for good; what is still growing is in `partial`.
 */
export class LineWrapper {
  readonly #width: () => number;
  /** Whole words of the row, with the spaces between them. */
  #row = "";
  #word = "";

  /** @param width - columns a row may take; asked anew for each row, as terminals change. */
  constructor(width: () => number) {
    this.#width = width;
  }

  /** The row that is still growing. */
  get partial(): string {
    return this.#row + this.#word;
  }

  /** Takes more text and gives the rows that it completes. */
  push(text: string): string[] {
    const rows: string[] = [];
    for (const part of text.split(/(\n|[^\S\n]+)/u)) {
      if (part === "") continue;
      if (part === "\n") rows.push(this.#take());
      else if (part.trim() === "") this.#space(part);
      else this.#grow(part, rows);
    }
    return rows;
  }

  /** The last row, if there is one. */
  end(): string[] {
    return this.partial === "" ? [] : [this.#take()];
  }

  #space(space: string): void {
    this.#row += this.#word + space.replaceAll("\t", "    ");
    this.#word = "";
  }

  #grow(letters: string, rows: string[]): void {
    this.#word += letters;
    const width = Math.max(1, this.#width());
    if (stringWidth(this.partial) <= width) return;
    if (this.#row.trim() !== "") {
      rows.push(this.#row.trimEnd());
      this.#row = "";
    }
    while (stringWidth(this.partial) > width) rows.push(this.#cut(width));
  }

  /** Takes as much off a word that is longer than a row as fits. */
  #cut(width: number): string {
    let head = this.#row;
    this.#row = "";
    const letters = Array.from(segmenter.segment(this.#word), ({ segment }) => segment);
    let taken = 0;
    while (taken < letters.length) {
      const next = head + (letters[taken] ?? "");
      if (head !== "" && stringWidth(next) > width) break;
      head = next;
      taken += 1;
    }
    this.#word = letters.slice(taken).join("");
    return head;
  }

  #take(): string {
    const row = this.partial.trimEnd();
    this.#row = "";
    this.#word = "";
    return row;
  }
}

const segmenter = new Intl.Segmenter();

/** A whole text in rows. */
export function wrap(text: string, width: number): string[] {
  const wrapper = new LineWrapper(() => width);
  return [...wrapper.push(text), ...wrapper.end()];
}

/** The text on one row of at most `width` columns, with an ellipsis where it was cut. */
export function oneLine(text: string, width: number): string {
  const flat = text.replaceAll(/\s+/gu, " ").trim();
  if (stringWidth(flat) <= width) return flat;
  let kept = "";
  for (const { segment } of segmenter.segment(flat)) {
    if (stringWidth(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
