/** How a text begins with another one, whitespace aside. */
export type Alignment =
  /** All of it is there; the text goes on at `end`. */
  | { readonly kind: "begins"; readonly end: number }
  /** The text ends before the other one does. */
  | { readonly kind: "short" }
  | { readonly kind: "differs" };

const SPACE = /\s/;

/**
 * Lays `start` over the beginning of `text`, whitespace aside: servers trim and rewrap it when they cut
 * a long text into parts.
 */
export function align(text: string, start: string): Alignment {
  let at = 0;
  for (let i = 0; i < start.length; i++) {
    if (SPACE.test(start.charAt(i))) continue;
    at = skipSpace(text, at);
    if (at === text.length) return { kind: "short" };
    if (text.charCodeAt(at) !== start.charCodeAt(i)) return { kind: "differs" };
    at += 1;
  }
  return { kind: "begins", end: at };
}

/** Where the whitespace that begins at `at` ends. */
export function skipSpace(text: string, at: number): number {
  let end = at;
  while (end < text.length && SPACE.test(text.charAt(end))) end += 1;
  return end;
}
