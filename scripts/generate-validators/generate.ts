import { emitPredicate, predicateName } from "./emit-predicate.js";
import { emitSpec, specName } from "./emit-spec.js";
import { readSchema, type SchemaNames, type ZodSchema } from "./read-schema.js";
import type { Fields, Shape } from "./shape.js";

/** What one generated file is to hold. */
export interface Plan {
  /** Constants `<name>Spec` to export, by name. */
  readonly specs?: Readonly<Record<string, ZodSchema>>;
  /** Tables of specs by event or method, exported under the given name. */
  readonly tables?: Readonly<Record<string, Readonly<Record<string, ZodSchema>>>>;
  /** Tables of predicates for the keys that are worth straight-line code, likewise. */
  readonly checks?: Readonly<Record<string, Readonly<Record<string, ZodSchema>>>>;
  /** Schemas that several others use; each is emitted once. */
  readonly shared?: Readonly<Record<string, ZodSchema>>;
}

const HEADER = `// Generated from the schemas by scripts/generate-validators: run \`pnpm generate\` after changing them.\n`;

/** Writes the TypeScript of one generated file. The same schemas always give the same text. */
export function generate(plan: Plan): string {
  const file = new Declarations(namesOf(plan));
  const exports: string[] = [];
  for (const [name, schema] of Object.entries(plan.specs ?? {})) {
    exports.push(`export const ${specName(name)}: Spec = ${file.spec(schema)};`);
  }
  for (const [name, table] of Object.entries(plan.tables ?? {})) {
    const rows = Object.entries(table).map(
      ([key, one]) => `${JSON.stringify(key)}: ${file.spec(one)},`,
    );
    exports.push(
      `export const ${name}: { readonly [name: string]: Spec } = {\n${rows.join("\n")}\n};`,
    );
  }
  for (const [name, table] of Object.entries(plan.checks ?? {})) {
    const rows = Object.entries(table).map(
      ([key, one]) => `${JSON.stringify(key)}: ${file.predicate(one)},`,
    );
    exports.push(
      `export const ${name}: { readonly [name: string]: (value: unknown) => boolean } = {\n${rows.join("\n")}\n};`,
    );
  }
  const imports = file.usesPredicates
    ? `import { isArrayOf, isObject, type Spec } from "./check.js";`
    : `import type { Spec } from "./check.js";`;
  return [HEADER + imports, ...file.texts, ...exports].join("\n\n") + "\n";
}

/** Shared schemas have a name; so does everything that stands in a table more than once. */
function namesOf(plan: Plan): SchemaNames {
  const names = new Map<ZodSchema, string>();
  for (const [name, schema] of Object.entries(plan.shared ?? {})) names.set(schema, name);
  for (const table of [...Object.values(plan.tables ?? {}), ...Object.values(plan.checks ?? {})]) {
    for (const [key, schema] of Object.entries(table)) {
      if (!names.has(schema)) names.set(schema, camelCase(key));
    }
  }
  return names;
}

/** The constants and functions of one file, each declared before it is used. */
class Declarations {
  readonly texts: string[] = [];
  usesPredicates = false;
  readonly #declared = new Set<string>();
  readonly #names: SchemaNames;

  constructor(names: SchemaNames) {
    this.#names = names;
  }

  spec(schema: ZodSchema): string {
    const shape = readSchema(schema, this.#names);
    this.#declareSpecs(shape);
    return emitSpec(shape);
  }

  predicate(schema: ZodSchema): string {
    this.usesPredicates = true;
    const shape = readSchema(schema, this.#names);
    this.#declarePredicates(shape);
    if (shape.kind === "named") return predicateName(shape.name);
    return `(value) => ${emitPredicate(shape, "value")}`;
  }

  #declareSpecs(shape: Shape): void {
    for (const part of parts(shape)) this.#declareSpecs(part);
    if (shape.kind !== "named") return;
    this.#declare(specName(shape.name), `: Spec = ${emitSpec(shape.shape)};`);
  }

  #declarePredicates(shape: Shape): void {
    for (const part of parts(shape)) this.#declarePredicates(part);
    if (shape.kind !== "named") return;
    const test = emitPredicate(shape.shape, "value");
    this.#declare(predicateName(shape.name), ` = (value: unknown): boolean => ${test};`);
  }

  #declare(name: string, rest: string): void {
    if (this.#declared.has(name)) return;
    this.#declared.add(name);
    this.texts.push(`const ${name}${rest}`);
  }
}

function parts(shape: Shape): readonly Shape[] {
  switch (shape.kind) {
    case "named":
      return [shape.shape];
    case "array":
    case "record":
      return [shape.item];
    case "union":
      return shape.members;
    case "object":
      return fieldShapes(shape.fields);
    case "tagged":
      return [shape.fields, ...shape.cases.values(), shape.otherwise ?? new Map()].flatMap(
        fieldShapes,
      );
    default:
      return [];
  }
}

function fieldShapes(fields: Fields): Shape[] {
  return [...fields.values()].map((field) => field.shape);
}

function camelCase(name: string): string {
  return name.replace(/[.-]+(.)/g, (_, letter: string) => letter.toUpperCase());
}
