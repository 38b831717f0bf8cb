import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import {
  channelSchema,
  type OptionSchema,
} from "../../packages/openclaw-ws-channel/src/config/channel-schema.js";
import { entriesOf, publishablePackages, root, type WorkspacePackage } from "../lib/packages.js";
import type { Problem } from "./problem.js";

/** What errors are made of, and parts inside other parts: their types say enough. */
const INTERNAL = /Error|^(?:Timer|Thaw|Emitter|OpenDevice|RunsTracker)Options$/;

/** Every option that a package's types offer has its name in the package's README, as code. */
export function optionProblems(): readonly Problem[] {
  return publishablePackages().flatMap((pkg) => {
    const file = `packages/${pkg.short}/README.md`;
    const named = namesInCode(readFileSync(join(root, file), "utf8"));
    return [...optionsOf(pkg)]
      .map(([type, names]) => ({ type, missing: names.filter((name) => !named.has(name)) }))
      .filter(({ missing }) => missing.length > 0)
      .map(({ type, missing }) => ({
        file,
        line: 1,
        text: `does not name these options of ${type}: ${missing.join(", ")}`,
      }));
  });
}

/** Every identifier in the code spans and blocks of a page. */
function namesInCode(text: string): ReadonlySet<string> {
  const code = text.match(/```.*?```|`[^`\n]*`/gs) ?? [];
  return new Set(code.join("\n").match(/[A-Za-z_]\w*/g) ?? []);
}

/** The names in each exported `…Options` interface of a package. */
function optionsOf(pkg: WorkspacePackage): ReadonlyMap<string, readonly string[]> {
  if (pkg.short === "openclaw-ws-channel") {
    return new Map([["channels.websocket", schemaNames(channelSchema)]]);
  }
  const files = entriesOf(pkg).map((entry) => join(pkg.dir, entry.types));
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    skipLibCheck: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const options = new Map<string, readonly string[]>();
  for (const file of files) {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    for (const symbol of module === undefined ? [] : checker.getExportsOfModule(module)) {
      const name = symbol.getName();
      if (!name.endsWith("Options") || INTERNAL.test(name)) continue;
      const type = checker.getDeclaredTypeOfSymbol(aliased(checker, symbol));
      options.set(
        name,
        checker.getPropertiesOfType(type).map((property) => property.getName()),
      );
    }
  }
  return options;
}

function aliased(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function schemaNames({ properties = {} }: OptionSchema): readonly string[] {
  return Object.entries(properties).flatMap(([name, option]) => [name, ...schemaNames(option)]);
}
