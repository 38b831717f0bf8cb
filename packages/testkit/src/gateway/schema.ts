/** A small part of JSON Schema: what gateway params need, with the gateways' own error texts. */
export type Schema =
  | { readonly kind: "any" }
  | { readonly kind: "string"; readonly min?: number; readonly max?: number }
  | { readonly kind: "integer"; readonly min?: number; readonly max?: number }
  | { readonly kind: "number" }
  | { readonly kind: "boolean" }
  | { readonly kind: "null" }
  | { readonly kind: "const"; readonly value: string }
  | { readonly kind: "enum"; readonly values: readonly string[] }
  | { readonly kind: "array"; readonly items: Schema }
  | { readonly kind: "union"; readonly of: readonly Schema[] }
  | ObjectSchema;

/** An object that refuses what it does not know, unless it is `open`. */
export interface ObjectSchema {
  readonly kind: "object";
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, Schema>>;
  readonly open?: boolean;
}

/** Wording and thoroughness of a generation's validator. */
export type SchemaDialect = 3 | 4;

export const any: Schema = { kind: "any" };
export const text: Schema = { kind: "string" };
export const filled: Schema = { kind: "string", min: 1 };
export const bool: Schema = { kind: "boolean" };
export const nil: Schema = { kind: "null" };
export const whole = (min: number, max?: number): Schema =>
  max === undefined ? { kind: "integer", min } : { kind: "integer", min, max };
export const oneOf = (...values: string[]): Schema => ({ kind: "enum", values });
export const listOf = (items: Schema): Schema => ({ kind: "array", items });
export const either = (...of: Schema[]): Schema => ({ kind: "union", of });
export const orNull = (schema: Schema): Schema => either(schema, nil);
/** Keys that end in "!" are required. */
export function shape(properties: Record<string, Schema>, open = false): ObjectSchema {
  const entries = Object.entries(properties).map(
    ([key, schema]) => [key.replace(/!$/, ""), schema] as const,
  );
  return {
    kind: "object",
    required: Object.keys(properties)
      .filter((key) => key.endsWith("!"))
      .map((key) => key.slice(0, -1)),
    properties: Object.fromEntries(entries),
    ...(open ? { open } : {}),
  };
}

const at = (path: string, message: string): string => (path ? `at ${path}: ${message}` : message);

function typeError(schema: Schema, value: unknown, path: string, dialect: SchemaDialect): string[] {
  const not = dialect === 3 ? "NOT" : "not";
  switch (schema.kind) {
    case "any":
      return [];
    case "string":
      if (typeof value !== "string") return [at(path, "must be string")];
      if (schema.min !== undefined && value.length < schema.min) {
        return [at(path, `must ${not} have fewer than ${schema.min} characters`)];
      }
      if (schema.max !== undefined && value.length > schema.max) {
        return [at(path, `must ${not} have more than ${schema.max} characters`)];
      }
      return [];
    case "integer":
      if (!Number.isInteger(value)) return [at(path, "must be integer")];
      if (schema.min !== undefined && (value as number) < schema.min) {
        return [at(path, `must be >= ${schema.min}`)];
      }
      if (schema.max !== undefined && (value as number) > schema.max) {
        return [at(path, `must be <= ${schema.max}`)];
      }
      return [];
    case "number":
      return typeof value === "number" ? [] : [at(path, "must be number")];
    case "boolean":
      return typeof value === "boolean" ? [] : [at(path, "must be boolean")];
    case "null":
      return value === null ? [] : [at(path, "must be null")];
    case "const":
      return value === schema.value ? [] : [at(path, "must be equal to constant")];
    case "enum":
      if (typeof value === "string" && schema.values.includes(value)) return [];
      return dialect === 3
        ? [at(path, "must be equal to constant"), at(path, "must match a schema in anyOf")]
        : [at(path, "must be equal to one of the allowed values")];
    case "array":
      if (!Array.isArray(value)) return [at(path, "must be array")];
      return value.flatMap((item, i) => typeError(schema.items, item, `${path}/${i}`, dialect));
    case "union": {
      const errors = schema.of.map((option) => typeError(option, value, path, dialect));
      if (errors.some((list) => list.length === 0)) return [];
      return [...new Set(errors.flat()), at(path, "must match a schema in anyOf")];
    }
    case "object":
      return objectErrors(schema, value, path, dialect);
    default:
      return schema satisfies never;
  }
}

function objectErrors(
  schema: ObjectSchema,
  value: unknown,
  path: string,
  dialect: SchemaDialect,
): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return [at(path, "must be object")];
  }
  const record = value as Record<string, unknown>;
  const missing = schema.required.filter((key) => record[key] === undefined);
  // Protocol 4's validator stops at the first missing property, protocol 3's names them all.
  const named = dialect === 3 ? missing : missing.slice(0, 1);
  const errors = named.map((key) => at(path, `must have required property '${key}'`));
  if (!schema.open) {
    for (const key of Object.keys(record)) {
      if (!(key in schema.properties)) {
        errors.push(`at ${path || "root"}: unexpected property '${key}'`);
      }
    }
  }
  for (const [key, property] of Object.entries(schema.properties)) {
    const item = record[key];
    if (item !== undefined) errors.push(...typeError(property, item, `${path}/${key}`, dialect));
  }
  return errors;
}

/** The errors of `value`, joined as a gateway of that generation joins them; undefined when it fits. */
export function schemaErrors(
  schema: Schema,
  value: unknown,
  dialect: SchemaDialect,
): string | undefined {
  const errors = typeError(schema, value, "", dialect);
  return errors.length === 0 ? undefined : [...new Set(errors)].join("; ");
}
