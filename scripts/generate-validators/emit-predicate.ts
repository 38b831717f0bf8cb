import type { Fields, Shape } from "./shape.js";

/** Writes a shape as one TypeScript expression that is true when `at` has that shape. For payloads that come by the thousand. */
export function emitPredicate(shape: Shape, at: string): string {
  switch (shape.kind) {
    case "unknown":
      return "true";
    case "boolean":
      return `typeof ${at} === "boolean"`;
    case "null":
      return `${at} === null`;
    case "string":
      return `typeof ${at} === "string"` + (shape.nonEmpty ? ` && ${at} !== ""` : "");
    case "number":
      return numberTest(shape, at);
    case "literals":
      return either(shape.values.map((value) => `${at} === ${JSON.stringify(value)}`));
    case "array":
      return `isArrayOf(${at}, ${testOf(shape.item)})`;
    case "record":
      return `isObject(${at}) && isArrayOf(Object.values(${at}), ${testOf(shape.item)})`;
    case "union":
      return either(shape.members.map((member) => emitPredicate(member, at)));
    case "named":
      return `${predicateName(shape.name)}(${at})`;
    case "object":
      return [`isObject(${at})`, ...fieldTests(shape.fields, at)].join(" && ");
    case "tagged":
      return taggedTest(shape, at);
  }
}

/** The function that tests a named shape. */
export function predicateName(name: string): string {
  return `is${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function testOf(shape: Shape): string {
  if (shape.kind === "named") return predicateName(shape.name);
  return `(item) => ${emitPredicate(shape, "item")}`;
}

function numberTest(shape: Shape & { kind: "number" }, at: string): string {
  const test = shape.integer ? `Number.isSafeInteger(${at})` : `Number.isFinite(${at})`;
  return shape.min === undefined ? test : `${test} && (${at} as number) >= ${shape.min}`;
}

function taggedTest(shape: Shape & { kind: "tagged" }, at: string): string {
  const tag = property(at, shape.tag);
  const tests = (fields: Fields): string => fieldTests(fields, at).join(" && ") || "true";
  const cases = [...shape.cases].map(
    ([value, fields]) => `${tag} === ${JSON.stringify(value)} ? ${tests(fields)} : `,
  );
  const rest =
    shape.otherwise === undefined
      ? "false"
      : `typeof ${tag} === "string" && ${tests(shape.otherwise)}`;
  return [`isObject(${at})`, ...fieldTests(shape.fields, at), `(${cases.join("")}${rest})`].join(
    " && ",
  );
}

function fieldTests(fields: Fields, at: string): string[] {
  return [...fields].map(([key, field]) => {
    const value = property(at, key);
    const test = emitPredicate(field.shape, value);
    return field.optional ? either([`${value} === undefined`, test]) : wrap(test);
  });
}

function property(at: string, key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${at}.${key}` : `${at}[${JSON.stringify(key)}]`;
}

function either(tests: readonly string[]): string {
  return `(${tests.map(wrap).join(" || ")})`;
}

function wrap(test: string): string {
  return test.includes(" && ") ? `(${test})` : test;
}
