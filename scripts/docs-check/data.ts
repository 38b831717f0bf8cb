import ts from "typescript";
import { readConfig } from "../../packages/openclaw-ws-channel/src/config/read-config.js";
import type { Block, Page } from "./markdown.js";
import type { Problem } from "./problem.js";

/** Blocks of data parse; a configuration of the channel plugin is one that the plugin takes. */
export function dataProblems(pages: readonly Page[]): readonly Problem[] {
  return pages
    .flatMap((page) => page.blocks)
    .flatMap((block) => {
      const text = wrongData(block);
      return text === undefined ? [] : [{ file: block.file, line: block.line, text }];
    });
}

function wrongData({ lang, code }: Block): string | undefined {
  try {
    if (lang === "json") return wrongConfig(JSON.parse(code));
    if (lang === "json5") return wrongConfig(parseJson5(code));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (/^ya?ml$/.test(lang)) return "nothing here checks YAML: write it as JSON5";
  return undefined;
}

function wrongConfig(data: unknown): string | undefined {
  const { channels } = data as { readonly channels?: { readonly websocket?: unknown } };
  if (channels?.websocket === undefined) return undefined;
  const { unknown } = readConfig({ channels });
  return unknown.length === 0 ? undefined : `not options of the plugin: ${unknown.join(", ")}`;
}

/** JSON5 is the part of JavaScript that holds data, so TypeScript's parser reads it. */
function parseJson5(code: string): unknown {
  const source = ts.createSourceFile("data.ts", `(${code}\n)`, ts.ScriptTarget.ES2022);
  const [statement, ...more] = source.statements;
  if (more.length > 0 || statement === undefined || !ts.isExpressionStatement(statement)) {
    throw new SyntaxError("not one value");
  }
  return valueOf(statement.expression);
}

function valueOf(node: ts.Expression): unknown {
  if (ts.isParenthesizedExpression(node)) return valueOf(node.expression);
  if (ts.isStringLiteral(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (node.kind === ts.SyntaxKind.NullKeyword) return null;
  if (ts.isArrayLiteralExpression(node)) return node.elements.map(valueOf);
  if (!ts.isObjectLiteralExpression(node)) throw new SyntaxError("not data");
  return Object.fromEntries(
    node.properties.map((property) => {
      if (!ts.isPropertyAssignment(property)) throw new SyntaxError("not data");
      const { name } = property;
      if (!ts.isIdentifier(name) && !ts.isStringLiteral(name)) throw new SyntaxError("not data");
      return [name.text, valueOf(property.initializer)];
    }),
  );
}
