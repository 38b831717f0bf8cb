import fc from "fast-check";
import type { Spec } from "../../src/generated/check.js";

/** Values of every kind a validator can tell apart, and the ones that lie on its borders. */
const leaves = fc.constantFrom<unknown>(
  "",
  "text",
  "delta",
  "final",
  "lifecycle",
  "allow-once",
  "hello-ok",
  0,
  1,
  -1,
  1.5,
  2 ** 60,
  Infinity,
  true,
  false,
  null,
  [],
  {},
  [null],
  ["a"],
  [{}],
  { a: 1 },
  [[]],
);

/** Valid values with a change or two somewhere inside, values put together from the keys a spec names, and any JSON. */
export function mutations(valid: readonly unknown[], spec: Spec): fc.Arbitrary<unknown> {
  const keys = [...new Set(keysOf(spec))];
  const assembled = fc.dictionary(fc.constantFrom("other", ...keys), leaves, {
    maxKeys: 12,
    noNullPrototype: true,
  });
  if (valid.length === 0) return fc.oneof({ weight: 6, arbitrary: assembled }, fc.jsonValue());
  const changed = fc
    .tuple(
      fc.constantFrom(...valid),
      fc.array(fc.tuple(fc.nat(), fc.option(leaves), fc.constantFrom("other", ...keys)), {
        minLength: 1,
        maxLength: 3,
      }),
    )
    .map(([value, changes]) => {
      let result = structuredClone(value);
      for (const [at, replacement, key] of changes)
        result = changeAt(result, at, structuredClone(replacement), key);
      return result;
    });
  return fc.oneof(
    { weight: 8, arbitrary: changed },
    { weight: 4, arbitrary: assembled },
    fc.jsonValue(),
  );
}

/** Replaces, removes or adds one member of one container of the value, chosen by a number. */
function changeAt(value: unknown, at: number, replacement: unknown, added: string): unknown {
  const containers = containersOf(value);
  const container = containers[at % (containers.length + 1)];
  if (container === undefined) return replacement ?? value;
  const places = [...Object.keys(container), added];
  const place = places[Math.floor(at / (containers.length + 1)) % places.length] ?? added;
  if (Array.isArray(container)) container[Number(place) || 0] = replacement;
  else if (replacement === null && at % 3 !== 0) Reflect.deleteProperty(container, place);
  else (container as Record<string, unknown>)[place] = replacement;
  return value;
}

function containersOf(value: unknown): object[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(containersOf)];
}

function keysOf(spec: unknown): string[] {
  if (typeof spec !== "object" || spec === null) return [];
  if (Array.isArray(spec)) return spec.flatMap(keysOf);
  return Object.entries(spec).flatMap(([key, inner]) => [
    ...(["@", "#", "|", "*", ""].includes(key) ? [] : [key.replace(/!$/, "")]),
    ...(key === "@" ? [inner as string] : keysOf(inner)),
  ]);
}
