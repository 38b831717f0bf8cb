/** Middle, least and greatest of several figures. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function summarize(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  const lower = sorted.length % 2 === 0 ? (sorted[middle - 1] ?? NaN) : upper;
  return { median: (lower + upper) / 2, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN };
}

/** How `values` compare with `base`, pair by pair: both of a pair were measured one after the other. */
export function pairs(
  values: readonly number[],
  base: readonly number[],
  compare: (value: number, base: number) => number,
): readonly number[] {
  return values.map((value, i) => compare(value, base[i] ?? NaN));
}
