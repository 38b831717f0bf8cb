/** Reading values whose shape a gateway generation may or may not have. */

export type Json = Record<string, unknown>;

export function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as an object; an empty one when it is anything else. */
export function record(value: unknown): Json {
  return isRecord(value) ? value : {};
}

/** The first of the values that is a string with something in it. */
export function text(...values: readonly unknown[]): string | undefined {
  for (const value of values) if (typeof value === "string" && value !== "") return value;
  return undefined;
}

/** The first of the values that is a finite number. */
export function number(...values: readonly unknown[]): number | undefined {
  for (const value of values) {
    if (typeof value === "number" && Number.isFinite(value)) return value;
  }
  return undefined;
}

/** The object without the members that are undefined, as `exactOptionalPropertyTypes` wants it. */
export function compact<T extends object>(value: T): Compact<T> {
  const out: Json = {};
  for (const [key, member] of Object.entries(value)) if (member !== undefined) out[key] = member;
  return out as Compact<T>;
}

export type Compact<T> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K];
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};
