import type { MarkedToken } from "marked";
import { known, readBlocks } from "./blocks.js";
import { decodeEntities } from "./entities.js";

/** Markdown as words alone, for reading aloud and for quotes. */
export function plainText(markdown: string): string {
  return readBlocks(markdown).map(words).join(" ").replaceAll(/\s+/g, " ").trim();
}

function words(token: MarkedToken): string {
  switch (token.type) {
    case "code":
      return `(code: ${token.text})`;
    case "codespan":
    case "escape":
      return token.text;
    case "list":
      return token.items.map((item) => known(item.tokens).map(words).join(" ")).join("; ");
    case "table":
      return [token.header, ...token.rows]
        .map((row) => row.map((cell) => known(cell.tokens).map(words).join("")).join(", "))
        .join("; ");
    case "br":
      return " ";
    case "hr":
    case "space":
    case "def":
    case "checkbox":
      return "";
    case "image":
      return token.text;
    case "html":
      return token.raw;
    case "text":
      return token.tokens === undefined
        ? decodeEntities(token.text)
        : known(token.tokens).map(words).join("");
    default:
      return joined(token);
  }
}

function joined(token: {
  readonly type: string;
  readonly tokens?: readonly MarkedToken[] | object[];
}): string {
  const between = token.type === "blockquote" ? " " : "";
  return known(token.tokens as MarkedToken[])
    .map(words)
    .join(between);
}
