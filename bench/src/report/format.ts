import type { Summary } from "../run/statistics.js";

/** Three significant digits, no exponent. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  return value.toFixed(size >= 99.5 ? 0 : size >= 9.95 ? 1 : 2);
}

/** `median (min–max)`. */
export function formatSummary({ median, min, max }: Summary, prefix = ""): string {
  const shown = (value: number): string => `${value < 0 ? "" : prefix}${formatNumber(value)}`;
  return `${shown(median)} (${formatNumber(min)}–${formatNumber(max)})`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
