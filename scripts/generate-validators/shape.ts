/** A schema, reduced to what a validator needs to know. */
export type Shape =
  | { readonly kind: "unknown" | "boolean" | "null" }
  | { readonly kind: "string"; readonly nonEmpty: boolean }
  | { readonly kind: "number"; readonly integer: boolean; readonly min: number | undefined }
  | { readonly kind: "literals"; readonly values: readonly string[] }
  | { readonly kind: "array" | "record"; readonly item: Shape }
  | { readonly kind: "object"; readonly fields: Fields }
  | { readonly kind: "union"; readonly members: readonly Shape[] }
  /** A union of objects told apart by the literal in one field; `otherwise` takes every other string. `fields` are common to all. */
  | {
      readonly kind: "tagged";
      readonly tag: string;
      readonly fields: Fields;
      readonly cases: ReadonlyMap<string, Fields>;
      readonly otherwise: Fields | undefined;
    }
  /** A schema used in several places; emitted once, under its name. */
  | { readonly kind: "named"; readonly name: string; readonly shape: Shape };

export interface Field {
  readonly optional: boolean;
  readonly shape: Shape;
}

export type Fields = ReadonlyMap<string, Field>;
