import { HawserError, redactText } from "@hawser/core";

const CUT = "…";

/** The end of a text, for one that grows: its beginning has been shown. */
export function lastChars(text: string, max: number): string {
  if (text.length <= max) return text;
  // A cut through a pair of surrogates would leave half a character.
  return CUT + text.slice(text.length - max + 1).replace(/^[\uDC00-\uDFFF]/, "");
}

/** The beginning of a text. */
export function firstChars(text: string, max: number): string {
  if (text.length <= max) return text;
  return text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, "") + CUT;
}

/** What the owner of a run is told about an error: its message, without secrets, and not too long. */
export function errorMessage(error: unknown, max: number, secrets: Iterable<string>): string {
  const text = error instanceof Error ? error.message : String(error);
  const hint = error instanceof HawserError && error.hint !== undefined ? ` ${error.hint}` : "";
  const words = redactText(text + hint, secrets).trim();
  return firstChars(words === "" ? "The agent failed without a message." : words, max);
}
