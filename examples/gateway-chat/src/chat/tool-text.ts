import { oneLine } from "../text/line-wrapper.js";

const TELLING = ["command", "path", "file", "url", "query", "action"];

/** A tool call on one row: `exec ls -la`. */
export function toolText(name: string, args: unknown, width: number): string {
  return oneLine(`${name} ${argsText(args)}`, width);
}

/** What a tool answered, on one row. */
export function resultText(result: unknown, width: number): string {
  const text = typeof result === "string" ? result : contentText(result);
  return oneLine(text, width);
}

function argsText(args: unknown): string {
  if (typeof args === "string") return args;
  if (typeof args !== "object" || args === null) return "";
  const record = args as Readonly<Record<string, unknown>>;
  for (const key of TELLING) if (typeof record[key] === "string") return record[key];
  return Object.keys(record).length === 0 ? "" : JSON.stringify(record);
}

/** Tools answer with a text or with blocks, as messages do. */
function contentText(result: unknown): string {
  const content = (result as { readonly content?: unknown } | null | undefined)?.content;
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((block: { readonly text?: unknown } | null) =>
      typeof block?.text === "string" ? block.text : "",
    )
    .join(" ");
}
