import fc from "fast-check";

const LEAVES: readonly unknown[] = [
  "",
  "x",
  "chat.send",
  "direct",
  0,
  1,
  -1,
  1.5,
  true,
  false,
  null,
  [],
  {},
  [null],
  ["a"],
  [{}],
  { a: 1 },
];

/** Valid values with a change or three somewhere inside. */
export function mutated(valid: readonly object[]): fc.Arbitrary<unknown> {
  const keys = [...new Set(valid.flatMap(keysOf))];
  const change = fc.tuple(
    fc.nat(),
    fc.constantFrom(...LEAVES, undefined),
    fc.constantFrom(...keys),
  );
  return fc
    .tuple(fc.constantFrom(...valid), fc.array(change, { maxLength: 3 }))
    .map(([value, changes]) => {
      const result = structuredClone(value);
      for (const [at, leaf, key] of changes) changeAt(result, at, structuredClone(leaf), key);
      return result;
    });
}

function changeAt(value: object, at: number, leaf: unknown, key: string): void {
  const containers = containersOf(value);
  const container = containers[at % containers.length] ?? value;
  if (Array.isArray(container)) {
    container[at % (container.length + 1)] = leaf;
  } else if (leaf === undefined) {
    Reflect.deleteProperty(container, key);
  } else {
    (container as Record<string, unknown>)[key] = leaf;
  }
}

function containersOf(value: unknown): object[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(containersOf)];
}

function keysOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(keysOf);
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}
