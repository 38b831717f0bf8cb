import type { Fields, Shape } from "./shape.js";

/** Writes a shape as the data that `check.ts` walks. */
export function emitSpec(shape: Shape): string {
  switch (shape.kind) {
    case "named":
      return specName(shape.name);
    case "array":
      return `[${emitSpec(shape.item)}]`;
    case "record":
      return `{ "*": ${emitSpec(shape.item)} }`;
    case "union":
      return `{ "|": [${shape.members.map(emitSpec).join(", ")}] }`;
    case "object":
      return `{ ${emitFields(shape.fields)} }`;
    case "tagged": {
      const cases = [...shape.cases].map(
        ([value, fields]) => `${JSON.stringify(plain(value))}: { ${emitFields(fields)} }`,
      );
      if (shape.otherwise !== undefined) cases.push(`"": { ${emitFields(shape.otherwise)} }`);
      const tag = `"@": ${JSON.stringify(shape.tag)}, "#": { ${cases.join(", ")} }`;
      return `{ ${emitFields(shape.fields)}, ${tag} }`;
    }
    default:
      return JSON.stringify(leaf(shape));
  }
}

function emitFields(fields: Fields): string {
  const lines = [...fields].map(
    ([key, field]) =>
      `${JSON.stringify(plain(key) + (field.optional ? "" : "!"))}: ${emitSpec(field.shape)}`,
  );
  return lines.join(", ");
}

/** The constant that holds a named shape. */
export function specName(name: string): string {
  return `${name}Spec`;
}

type Leaf = Exclude<Shape, { kind: "named" | "array" | "record" | "union" | "object" | "tagged" }>;

function leaf(shape: Leaf): string {
  switch (shape.kind) {
    case "unknown":
      return "u";
    case "boolean":
      return "b";
    case "null":
      return "0";
    case "string":
      return shape.nonEmpty ? "s1" : "s";
    case "number":
      return (shape.integer ? "i" : "n") + (shape.min ?? "");
    case "literals":
      return `=${shape.values.map(plain).join("|")}`;
  }
}

/** Keys and literals must not look like the marks of the spec language. */
function plain(text: string): string {
  if (text === "" || /[@#*|!]/.test(text)) {
    throw new Error(`The validator generator cannot write the name ${JSON.stringify(text)}.`);
  }
  return text;
}
