import { Lexer, type MarkedToken, type Token } from "marked";

const OPTIONS = { gfm: true, breaks: true } as const;

/**
 * Reads Markdown into tokens. Only the lexer of `marked` is used: the page builds its elements from
 * the tokens itself, so no HTML string ever exists that something could be smuggled into.
 */
export function readBlocks(markdown: string): readonly MarkedToken[] {
  return known(new Lexer(OPTIONS).lex(markdown)).filter(
    ({ type }) => type !== "space" && type !== "def",
  );
}

/** Without extensions the lexer yields no other tokens than these. */
export function known(tokens: readonly Token[] | undefined): readonly MarkedToken[] {
  return (tokens ?? []) as readonly MarkedToken[];
}
