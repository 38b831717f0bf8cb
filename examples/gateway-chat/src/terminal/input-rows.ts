import stringWidth from "fast-string-width";

/** A piece of screen with the cursor in it. */
export interface RowsWithCursor {
  readonly rows: readonly string[];
  readonly cursor: { readonly row: number; readonly column: number };
}

const segmenter = new Intl.Segmenter();

/**
 * Lays out what is being typed, broken at the width, and finds the cursor's place in it.
 *
 * @param cursor - where the cursor is in `text`, in UTF-16 units.
 */
export function inputRows(o: {
  readonly prompt: string;
  readonly text: string;
  readonly cursor: number;
  readonly width: number;
  /** Rows shown at most, those around the cursor. */
  readonly height: number;
}): RowsWithCursor {
  const indent = stringWidth(o.prompt);
  const rows = [o.prompt];
  let column = indent;
  let at = { row: 0, column };
  const newRow = (): void => {
    rows.push(" ".repeat(indent));
    column = indent;
  };
  for (const { segment, index } of segmenter.segment(o.text)) {
    const width = segment === "\n" ? 0 : stringWidth(segment);
    if (column + width > o.width) newRow();
    if (index <= o.cursor) at = { row: rows.length - 1, column };
    if (segment === "\n") {
      newRow();
    } else {
      rows[rows.length - 1] += segment;
      column += width;
    }
  }
  if (o.cursor >= o.text.length) {
    if (column >= o.width) newRow();
    at = { row: rows.length - 1, column };
  }
  const first = Math.max(0, Math.min(at.row - o.height + 1, rows.length - o.height));
  return {
    rows: rows.slice(first, first + o.height),
    cursor: { row: at.row - first, column: at.column },
  };
}
