import { readFileSync, writeFileSync } from "node:fs";
import { toMarkdown } from "./markdown.js";
import type { Results } from "./results.js";

const FILE = new URL("../../README.md", import.meta.url);
const BEGIN = "<!-- results: begin -->";
const END = "<!-- results: end -->";

/** Puts the results between the two marks of the README. */
export function updateReadme(results: Results): void {
  const text = readFileSync(FILE, "utf8");
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) throw new Error("README.md has lost its marks for the results");
  const head = text.slice(0, begin + BEGIN.length);
  writeFileSync(FILE, `${head}\n\n${toMarkdown(results)}\n\n${text.slice(end)}`);
}
