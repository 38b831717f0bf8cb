import { readdirSync, readFileSync } from "node:fs";

/** One line of a recorded connection to upstream's server: what was opened, sent (`out`) and received (`in`), and how it ended. */
export type Line =
  | { readonly dir: "open"; readonly frame: string }
  | { readonly dir: "in"; readonly frame: Record<string, unknown> }
  | { readonly dir: "out"; readonly frame: Record<string, unknown> | string }
  | { readonly dir: "close"; readonly frame: { readonly code: number; readonly reason: string } }
  | { readonly dir: "error"; readonly frame: string };

const folder = new URL("../fixtures/upstream/", import.meta.url);

/** The names of all recorded connections. */
const transcripts: readonly string[] = readdirSync(folder)
  .map((file) => file.replace(/\.jsonl$/, ""))
  .toSorted();

export function transcript(name: string): Line[] {
  const text = readFileSync(new URL(`${name}.jsonl`, folder), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

/** Every frame that was recorded in that direction. */
export function recordedFrames(dir: "in" | "out"): Record<string, unknown>[] {
  return transcripts
    .flatMap(transcript)
    .flatMap((line) => (line.dir === dir && typeof line.frame === "object" ? [line.frame] : []));
}
