// Copied by scripts/generate-validators, so that no package depends on it at run time.
/** What is wrong with a value, and where. */
export interface Fault {
  /** Such as `.message.content[0].text`; empty for the value itself. */
  path: string;
  /** Such as "a string". */
  expected: string;
}

/**
 * A validator as data. `s` string, `s1` non-empty, `n` number, `n0`/`n1` number of at least that, `i` integer, `b`
 * boolean, `0` null, `u` anything; `=a|b` one of these strings; `[x]` array of x; `{ "key!": x, key: y }` object
 * with a key that must be there, one that may, and others that pass; `{ "*": x }` record; `{ "|": [x, y] }` either; `{ "@": "key", "#": { a: x, "": z }, … }`
 * an object that is also x when its key says a, and z when it says anything else.
 */
export type Spec =
  | string
  | readonly [Spec]
  | { readonly "|": readonly Spec[] }
  | { readonly [key: string]: Spec };

/** Finds the first thing that is wrong with a value. Never looks into what the spec does not name. */
export function findFault(spec: Spec, value: unknown): Fault | undefined {
  if (typeof spec === "string") return leafFault(spec, value);
  if (isArray(spec)) return arrayFault(spec[0], value);
  const either = spec["|"];
  if (either !== undefined) return eitherFault(either as readonly Spec[], value);
  if (!isObject(value)) return { path: "", expected: "an object" };
  return objectFault(spec as { readonly [key: string]: Spec }, value);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isArrayOf(value: unknown, test: (item: unknown) => boolean): boolean {
  if (!Array.isArray(value)) return false;
  for (const item of value) if (!test(item)) return false;
  return true;
}

function leafFault(leaf: string, value: unknown): Fault | undefined {
  const rest = leaf.slice(1);
  const atLeast = rest === "" ? -Infinity : Number(rest);
  let expected = "";
  let passes = true;
  switch (leaf[0]) {
    case "=":
      expected = oneOf(rest.split("|"));
      passes = typeof value === "string" && rest.split("|").includes(value);
      break;
    case "s":
      expected = rest === "" ? "a string" : "a non-empty string";
      passes = typeof value === "string" && value.length >= atLeast;
      break;
    case "b":
      expected = "true or false";
      passes = typeof value === "boolean";
      break;
    case "0":
      expected = "null";
      passes = value === null;
      break;
    case "n":
    case "i":
      expected =
        (leaf[0] === "i" ? "an integer" : "a number") + (rest === "" ? "" : ` of at least ${rest}`);
      passes =
        (leaf[0] === "i" ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
        (value as number) >= atLeast;
      break;
    default: // "u"
  }
  return passes ? undefined : { path: "", expected };
}

function arrayFault(item: Spec, value: unknown): Fault | undefined {
  if (!Array.isArray(value)) return { path: "", expected: "an array" };
  for (let i = 0; i < value.length; i++) {
    const fault = findFault(item, value[i]);
    if (fault) return under(`[${i}]`, fault);
  }
  return undefined;
}

/** The fault of the member that got furthest into the value; without one, all that was expected. */
function eitherFault(members: readonly Spec[], value: unknown): Fault | undefined {
  const faults: Fault[] = [];
  for (const member of members) {
    const fault = findFault(member, value);
    if (!fault) return undefined;
    faults.push(fault);
  }
  return (
    faults.find((fault) => fault.path !== "") ?? {
      path: "",
      expected: faults.map((fault) => fault.expected).join(" or "),
    }
  );
}

function objectFault(
  spec: { readonly [key: string]: Spec },
  value: Record<string, unknown>,
): Fault | undefined {
  const every = spec["*"];
  for (const name in every === undefined ? spec : value) {
    if (every === undefined && (name === "@" || name === "#")) continue;
    const needed = every !== undefined || name.endsWith("!");
    const key = needed && every === undefined ? name.slice(0, -1) : name;
    if (!needed && value[key] === undefined) continue;
    const fault = findFault(every ?? (spec[name] as Spec), value[key]);
    if (fault) return under(`.${key}`, fault);
  }
  return spec["@"] === undefined ? undefined : taggedFault(spec, value);
}

function taggedFault(
  spec: { readonly [key: string]: Spec },
  value: Record<string, unknown>,
): Fault | undefined {
  const tag = spec["@"] as string;
  const cases = spec["#"] as { readonly [value: string]: Spec };
  const said = value[tag];
  if (typeof said !== "string") return { path: `.${tag}`, expected: "a string" };
  const chosen = said !== "" && Object.hasOwn(cases, said) ? cases[said] : cases[""];
  if (chosen !== undefined) return findFault(chosen, value);
  return { path: `.${tag}`, expected: oneOf(Object.keys(cases)) };
}

function oneOf(values: readonly string[]): string {
  return `one of ${values.map((value) => JSON.stringify(value)).join(", ")}`;
}

function under(at: string, fault: Fault): Fault {
  return { path: at + fault.path, expected: fault.expected };
}

function isArray(spec: Spec): spec is readonly [Spec] {
  return Array.isArray(spec);
}
