import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { root } from "../lib/packages.js";
import type { Block, Page } from "./markdown.js";
import type { Problem } from "./problem.js";

const EXTENSIONS: Readonly<Record<string, string>> = {
  ts: ".mts",
  typescript: ".mts",
  tsx: ".tsx",
  js: ".mjs",
  javascript: ".mjs",
};

/** As strict as a careful user's project, against the built packages. */
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.esnext.disposable.d.ts"],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  jsx: ts.JsxEmit.ReactJSX,
  jsxImportSource: "preact",
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  allowJs: true,
  checkJs: true,
  skipLibCheck: true,
  noEmit: true,
  types: ["node"],
  typeRoots: [join(root, "node_modules/@types")],
};

interface Module {
  readonly block: Block;
  readonly path: string;
  readonly text: string;
}

/** Compiles every TypeScript and JavaScript block of the pages, a module each. */
export function codeProblems(pages: readonly Page[]): readonly Problem[] {
  const modules = new Map<string, Module>();
  for (const block of pages.flatMap((page) => page.blocks)) {
    const extension = EXTENSIONS[block.lang];
    if (extension === undefined) continue;
    const folder = dirname(join(root, dirname(block.file), block.standsFor ?? "README.md"));
    const path = join(folder, `block-${modules.size}${extension}`);
    modules.set(path, { block, path, text: complete(block, path) });
  }
  const program = ts.createProgram({
    rootNames: [...modules.keys()],
    options,
    host: hostOf(modules),
  });
  return ts.getPreEmitDiagnostics(program).flatMap((found) => {
    const text = ts.flattenDiagnosticMessageText(found.messageText, "\n");
    const module = modules.get(found.file?.fileName ?? "");
    if (module === undefined || found.file === undefined) {
      return [{ file: found.file?.fileName ?? "", line: 0, text }];
    }
    const { line } = found.file.getLineAndCharacterOfPosition(found.start ?? 0);
    const { file, line: first, code } = module.block;
    // What is given stands behind the block.
    const inGiven = line >= code.split("\n").length;
    return [{ file, line: first + (inGiven ? 0 : line), text: inGiven ? `given: ${text}` : text }];
  });
}

/** The block with what is given behind it, where it moves no line; ambient names need no order. */
function complete({ code, given }: Block, path: string): string {
  const own = declaredNames(parse(path, code));
  const source = parse(path, given);
  const rest = source.statements.filter(
    (statement) => !namesOf(statement).some((name) => own.has(name)),
  );
  return `${code}\n${rest.map((statement) => statement.getText(source)).join("\n")}\n`;
}

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022);
}

function declaredNames(source: ts.SourceFile): ReadonlySet<string> {
  return new Set(source.statements.flatMap(namesOf));
}

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => bound(name));
  }
  if (ts.isImportDeclaration(statement)) {
    const clause = statement.importClause;
    const named = clause?.namedBindings;
    const names = clause?.name === undefined ? [] : [clause.name.text];
    if (named === undefined) return names;
    if (ts.isNamespaceImport(named)) return [...names, named.name.text];
    return [...names, ...named.elements.map((element) => element.name.text)];
  }
  const { name } = statement as ts.Statement & { readonly name?: ts.Identifier };
  return name === undefined ? [] : [name.text];
}

function bound(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isBindingElement(element) ? bound(element.name) : [],
  );
}

function hostOf(modules: ReadonlyMap<string, Module>): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const cache = ts.createModuleResolutionCache(root, (name) => name, options);
  const resolve = (
    name: string,
    from: string,
    mode: ts.ResolutionMode,
  ): ts.ResolvedModuleFull | undefined =>
    ts.resolveModuleName(name, from, options, host, cache, undefined, mode).resolvedModule;
  return {
    ...host,
    fileExists: (path) => modules.has(path) || host.fileExists(path),
    readFile: (path) => modules.get(path)?.text ?? host.readFile(path),
    getSourceFile: (path, ...rest) => {
      const text = modules.get(path)?.text;
      if (text === undefined) return host.getSourceFile(path, ...rest);
      return ts.createSourceFile(path, text, rest[0], true);
    },
    resolveModuleNameLiterals: (literals, containing, _redirected, _options, source) =>
      literals.map((literal) => {
        const mode = ts.getModeForUsageLocation(source, literal, options);
        const homes = modules.has(containing) && !literal.text.startsWith(".") ? everyHome : [];
        const found = [containing, ...homes]
          .map((from) => resolve(literal.text, from, mode))
          .find((resolved) => resolved !== undefined);
        return { resolvedModule: found };
      }),
  };
}

/** A page may use any package of ours, and what any of them is developed with. */
const everyHome: readonly string[] = ["packages", "examples"].flatMap((parent) =>
  readdirSync(join(root, parent)).map((name) => join(root, parent, name, "package.json")),
);
