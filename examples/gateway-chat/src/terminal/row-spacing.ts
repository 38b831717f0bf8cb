type Kind = "rows" | "notice";

/** Puts the empty rows between what is said and what is told about it, for either kind of screen. */
export class RowSpacing {
  #last: { readonly kind: Kind; readonly empty: boolean } = { kind: "rows", empty: true };

  /** What to print for these rows, with an empty row before them where they need one. */
  print(rows: readonly string[]): readonly string[] {
    return this.#take("rows", this.#last.kind === "notice", rows);
  }

  /** The same for a notice: one or more of them stand apart from the text around them. */
  notice(rows: readonly string[]): readonly string[] {
    return this.#take("notice", this.#last.kind !== "notice", rows);
  }

  /** One empty row, unless there is one. */
  gap(): readonly string[] {
    return this.#last.empty ? [] : this.#take(this.#last.kind, false, [""]);
  }

  /** Whether the last row is empty. */
  get open(): boolean {
    return this.#last.empty;
  }

  /** Somebody else has written in between. */
  foreign(): void {
    this.#last = { kind: "rows", empty: false };
  }

  #take(kind: Kind, apart: boolean, rows: readonly string[]): readonly string[] {
    if (rows.length === 0) return rows;
    const spaced = apart && !this.#last.empty && rows[0] !== "" ? ["", ...rows] : rows;
    this.#last = { kind, empty: rows.at(-1) === "" };
    return spaced;
  }
}
