import { emitSpec } from "./emit-spec.js";
import type { Field, Fields, Shape } from "./shape.js";

/** As much of a zod 4 schema as is looked at here. Read by structure, so that no zod needs to be installed beside this script. */
export interface ZodSchema {
  readonly _zod: { readonly def: unknown };
}

interface Definition {
  readonly type: string;
  readonly innerType?: ZodSchema;
  readonly element?: ZodSchema;
  readonly valueType?: ZodSchema;
  readonly shape?: Readonly<Record<string, ZodSchema>>;
  readonly catchall?: ZodSchema;
  readonly options?: readonly ZodSchema[];
  readonly values?: readonly unknown[];
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly format?: string;
  readonly checks?: readonly ZodSchema[];
}

interface Check {
  readonly check: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly value?: number;
  readonly inclusive?: boolean;
  readonly pattern?: RegExp;
}

/** Names for the schemas that are to be emitted once and shared. */
export type SchemaNames = ReadonlyMap<ZodSchema, string>;

/**
 * Reads a zod schema.
 *
 * @throws Error naming what it met, for every feature the generated validators do not have.
 */
export function readSchema(schema: ZodSchema, names: SchemaNames): Shape {
  const name = names.get(schema);
  const shape = readUnnamed(schema, names);
  return name === undefined ? shape : { kind: "named", name, shape };
}

function readUnnamed(schema: ZodSchema, names: SchemaNames): Shape {
  const def = definition(schema);
  switch (def.type) {
    case "unknown":
    case "boolean":
    case "null":
      return { kind: def.type };
    case "string":
      return readString(def);
    case "number":
      return readNumber(def);
    case "literal":
      return { kind: "literals", values: (def.values ?? []).map(asString) };
    case "enum":
      return { kind: "literals", values: Object.values(def.entries ?? {}).map(asString) };
    case "array":
      return { kind: "array", item: readSchema(required(def.element), names) };
    case "record":
      return { kind: "record", item: readSchema(required(def.valueType), names) };
    case "nullable":
      return {
        kind: "union",
        members: [readSchema(required(def.innerType), names), { kind: "null" }],
      };
    case "object":
      return { kind: "object", fields: readFields(def, names) };
    case "union":
      return readUnion(required(def.options), names);
    default:
      throw new Error(`The validator generator does not know z.${def.type}().`);
  }
}

function readString(def: Definition): Shape {
  let nonEmpty = false;
  for (const check of checks(def)) {
    if (check.check === "min_length" && check.minimum === 1) nonEmpty = true;
    else throw new Error(`The validator generator does not know the string check ${check.check}.`);
  }
  return { kind: "string", nonEmpty };
}

function readNumber(def: Definition): Shape {
  let integer = def.format === "safeint";
  let min: number | undefined;
  for (const check of checks(def)) {
    if (check.check === "number_format" && check.format === "safeint") integer = true;
    else if (check.check === "greater_than" && check.inclusive === true) min = check.value;
    else throw new Error(`The validator generator does not know the number check ${check.check}.`);
  }
  return { kind: "number", integer, min };
}

/** The fields of an object; `tag` is left out, because the emitted code has looked at it already. */
function readFields(def: Definition, names: SchemaNames, tag?: string): Map<string, Field> {
  if (def.catchall === undefined || definition(def.catchall).type !== "unknown") {
    throw new Error("The validator generator reads z.looseObject() only: unknown keys pass.");
  }
  const fields = new Map<string, Field>();
  for (const [key, field] of Object.entries(def.shape ?? {})) {
    if (key === tag) continue;
    const inner = definition(field);
    const optional = inner.type === "optional";
    const shape = readSchema(optional ? required(inner.innerType) : field, names);
    if (shape.kind === "unknown") {
      if (optional) continue;
      throw new Error(
        `"${key}" would have to be there and could be anything: write z.unknown().optional().`,
      );
    }
    fields.set(key, { optional, shape });
  }
  return fields;
}

function readUnion(options: readonly ZodSchema[], names: SchemaNames): Shape {
  const tag = commonTag(options);
  if (tag === undefined) {
    return { kind: "union", members: options.map((option) => readSchema(option, names)) };
  }
  const members = options.map((option) => {
    const def = definition(option);
    return {
      values: literalsOf(required(def.shape)[tag]),
      fields: readFields(def, names, tag),
    };
  });
  const fields = commonFields(members.map((member) => member.fields));
  const cases = new Map<string, Fields>();
  let otherwise: Fields | undefined;
  for (const member of members) {
    const own = new Map([...member.fields].filter(([key]) => !fields.has(key)));
    if (member.values === undefined) otherwise = own;
    else for (const value of member.values) cases.set(value, own);
  }
  return { kind: "tagged", tag, fields, cases, otherwise };
}

/** What every member asks for in the same words is asked for once. */
function commonFields(members: readonly Fields[]): Fields {
  const [first, ...others] = members;
  return new Map(
    [...(first ?? [])].filter(([key, field]) =>
      others.every((other) => {
        const same = other.get(key);
        return same?.optional === field.optional && emitSpec(same.shape) === emitSpec(field.shape);
      }),
    ),
  );
}

/** The field that tells all members apart: a literal everywhere, but for one last member that takes all the others. */
function commonTag(options: readonly ZodSchema[]): string | undefined {
  const shapes = options.map((option) => definition(option).shape);
  if (shapes.length < 2 || shapes.includes(undefined)) return undefined;
  const known = shapes as Readonly<Record<string, ZodSchema>>[];
  return Object.keys(known[0] ?? {}).find((key) => {
    const literals = known.map((shape) => literalsOf(shape[key]));
    const open = literals.indexOf(undefined);
    if (open === -1) return true;
    if (open === 0 || open !== literals.length - 1) return false;
    const taken = literals.slice(0, -1).flatMap((values) => values ?? []);
    return takesAllBut(known[open]?.[key], taken);
  });
}

function takesAllBut(schema: ZodSchema | undefined, literals: readonly string[]): boolean {
  if (schema === undefined || definition(schema).type !== "string") return false;
  const [check, ...more] = checks(definition(schema));
  return more.length === 0 && check?.pattern?.source === `^(?!(?:${literals.join("|")})$)`;
}

function literalsOf(schema: ZodSchema | undefined): readonly string[] | undefined {
  const def = schema && definition(schema);
  return def?.type === "literal" ? (def.values ?? []).map(asString) : undefined;
}

function checks(def: Definition): Check[] {
  return (def.checks ?? []).map((check) => check._zod.def as Check);
}

function definition(schema: ZodSchema): Definition {
  return schema._zod.def as Definition;
}

function asString(value: unknown): string {
  if (typeof value !== "string")
    throw new Error("The validator generator knows string literals only.");
  return value;
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("This is not a zod 4 schema.");
  return value;
}
