import type { BundleResult } from "../experiments/bundles.js";
import type { FigureResult, SideResult } from "../run/experiment.js";
import { formatNumber, formatSummary, table } from "./format.js";
import { reasons } from "./notes.js";
import type { Results, SectionResult } from "./results.js";
import { verdictOf } from "./verdict.js";

/** The part of the README that is generated. */
export function toMarkdown(results: Results): string {
  const { machine, day, minutes } = results;
  const packages = Object.entries(machine.packages)
    .filter(([name]) => !name.startsWith("@hawser/"))
    .map(([name, version]) => `${name} ${version}`);
  return [
    `Measured ${day} in ${formatNumber(minutes)} minutes on ${machine.cores} cores of ${machine.cpu}, ` +
      `${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}, with ${packages.join(", ")}.`,
    ...results.sections.map(sectionText),
    bundleText(results.bundles),
    missedText(results),
  ].join("\n\n");
}

export function sectionText({ title, about, figures }: SectionResult): string {
  const sides = figures[0]?.sides.map(({ side }) => side) ?? [];
  const rows = figures.map((figure) => {
    const verdict = verdictOf(figure);
    return [
      figure.title,
      ...figure.sides.map((side) => cell(figure, side)),
      verdict?.target ?? "",
      verdict?.text ?? "",
    ];
  });
  return `### ${title}\n\n${about}\n\n${table(["", ...sides, "target", ""], rows)}`;
}

function cell({ unit, compare }: FigureResult, { value, compared }: SideResult): string {
  if (compared === undefined) return `${formatSummary(value)} ${unit.split(" ")[0]}`;
  if (compare === "ratio") return formatSummary(compared);
  return `${formatSummary(compared, "+")} ${unit.split(" ")[0]}`;
}

export function bundleText(bundles: readonly BundleResult[]): string {
  const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(2)} kB`;
  const rows = bundles.map(({ title, hawser, official, limit }) => {
    const over = limit === undefined ? 0 : hawser - limit;
    return [
      title,
      kilobytes(hawser),
      kilobytes(official),
      "cannot be bundled",
      limit === undefined ? "" : `≤ ${limit / 1000} kB`,
      limit === undefined ? "" : over > 0 ? `missed by ${kilobytes(over)}` : "met",
    ];
  });
  return [
    "### Bundle for a browser",
    "esbuild, minified, gzipped; what is loaded before the first frame. openclaw-node needs Node's `crypto`, `fs`, `path` and `events`. The official client brings no socket, no key storage and no signing of its own to a page.",
    table(["", "hawser", "official", "openclaw-node", "target", ""], rows),
  ].join("\n\n");
}

function missedText({ sections, bundles }: Results): string {
  const missed = sections
    .flatMap(({ figures }) => figures)
    .flatMap((figure) => {
      const verdict = verdictOf(figure);
      if (verdict === undefined || verdict.met) return [];
      return [`- ${figure.title}: ${verdict.text}. ${reasons[figure.id] ?? ""}`.trimEnd()];
    });
  const heavy = bundles
    .filter(({ hawser, limit }) => limit !== undefined && hawser > limit)
    .map(
      ({ title }) =>
        `- Bundle, ${title.toLowerCase()}: ${reasons[`bundle: ${title}`] ?? "missed."}`,
    );
  const lines = [...missed, ...heavy];
  if (lines.length === 0) return "Every target is met.";
  return `### Missed targets\n\n${lines.join("\n")}`;
}
