/** Keys whose values must be equal, not only of one type. */
const LITERAL = new Set([
  "aborted",
  "authReason",
  "canRetryWithDeviceToken",
  "clientMaxProtocol",
  "clientMinProtocol",
  "code",
  "decision",
  "deleted",
  "event",
  "expectedProtocol",
  "isRepair",
  "method",
  "minimumProbeProtocol",
  "missingScope",
  "ok",
  "phase",
  "protocol",
  "reason",
  "recommendedNextStep",
  "role",
  "silent",
  "state",
  "status",
  "stopReason",
  "stream",
  "subscribed",
  "type",
]);

const IDENTIFIER =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[\w-]{43}|[0-9a-f]{64})$/;

/** Identifiers of the recording and what they are in this run. */
export type Bindings = Map<string, string>;

/** Puts this run's identifiers in the place of the recorded ones, everywhere. */
export function rebind<T>(value: T, bindings: Bindings): T {
  return JSON.parse(
    JSON.stringify(value, (_key, item: unknown) =>
      typeof item === "string" ? (bindings.get(item) ?? item) : item,
    ),
  ) as T;
}

const kindOf = (value: unknown): string =>
  value === null ? "null" : Array.isArray(value) ? "array" : typeof value;

/** The same inside a text. */
export function rebindText(text: string, bindings: Bindings): string {
  let bound = text;
  for (const [recorded, ours] of bindings) bound = bound.replaceAll(recorded, ours);
  return bound;
}

/** How messages are told apart: a partial the gateway injected is not a reply of the model. */
function sort(item: unknown): string {
  if (typeof item !== "object" || item === null) return typeof item;
  const { role, model, stopReason, content } = item as Record<string, unknown>;
  const block = Array.isArray(content) ? (content[0] as { type?: string } | undefined)?.type : "";
  return [role, model === "gateway-injected", stopReason, block].join(" ");
}

/** Pairs of items that should look alike: messages of one sort, else what stands in one place. */
function pairs(recorded: readonly unknown[], ours: readonly unknown[]): [unknown, unknown][] {
  const messages = recorded.some(
    (item) => typeof item === "object" && item !== null && "role" in item,
  );
  if (!messages) {
    return recorded.slice(0, ours.length).map((item, i): [unknown, unknown] => [item, ours[i]]);
  }
  return recorded.flatMap((item): [unknown, unknown][] => {
    const own = ours.find((other) => sort(other) === sort(item));
    return own === undefined ? [] : [[item, own]];
  });
}

/**
 * What is different between a recorded value and ours: keys, types, and the values that matter.
 * `ignores` says which paths the gateway of this package leaves out or adds on purpose.
 */
export function shapeDifferences(
  recorded: unknown,
  ours: unknown,
  bindings: Bindings,
  ignores: (path: string) => boolean,
  path = "",
): string[] {
  if (ignores(path)) return [];
  const key = path.slice(path.lastIndexOf(".") + 1);
  const [was, is] = [kindOf(recorded), kindOf(ours)];
  if ((was === "null" || is === "null") && !LITERAL.has(key)) return [];
  if (was !== is) return [`${path}: was ${was}, is ${is}`];
  if (typeof recorded === "string" && typeof ours === "string" && IDENTIFIER.test(recorded)) {
    if (!bindings.has(recorded)) bindings.set(recorded, ours);
  }
  const mustEqual =
    LITERAL.has(key) || path.endsWith("error.message") || /error\.details\.\w+$/.test(path);
  if (mustEqual && was !== "object" && was !== "array") {
    const expected = typeof recorded === "string" ? (bindings.get(recorded) ?? recorded) : recorded;
    return expected === ours ? [] : [`${path}: was ${String(expected)}, is ${String(ours)}`];
  }
  if (Array.isArray(recorded) && Array.isArray(ours)) {
    return pairs(recorded, ours).flatMap(([item, own]) =>
      shapeDifferences(item, own, bindings, ignores, `${path}[]`),
    );
  }
  if (was !== "object" || recorded === null) return [];
  const [a, b] = [recorded as Record<string, unknown>, ours as Record<string, unknown>];
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].flatMap((name) => {
    const inner = `${path}.${name}`;
    if (ignores(inner)) return [];
    if (!(name in b)) return [`${inner}: missing`];
    if (!(name in a)) return [`${inner}: extra`];
    return shapeDifferences(a[name], b[name], bindings, ignores, inner);
  });
}
