import { ValidationError } from "@hawser/core";

type Section = Readonly<Record<string, unknown>>;

/** Reads one object of a configuration; the first thing that is wrong throws, with its path and what it should be. */
export class SectionReader {
  readonly #values: Section;
  readonly #path: string;
  readonly #known = new Set<string>();
  readonly #nested: SectionReader[] = [];

  constructor(value: unknown, path: string) {
    this.#path = path;
    if (value !== undefined && !isSection(value)) throw wrong(path, "an object", value);
    this.#values = value ?? {};
  }

  /** The paths of options that nobody has asked for. */
  unknown(): string[] {
    const own = Object.keys(this.#values).filter((key) => !this.#known.has(key));
    return [
      ...own.map((key) => `${this.#path}.${key}`),
      ...this.#nested.flatMap((nested) => nested.unknown()),
    ];
  }

  section(key: string): SectionReader {
    const nested = new SectionReader(this.#get(key), `${this.#path}.${key}`);
    this.#nested.push(nested);
    return nested;
  }

  has(key: string): boolean {
    return this.#get(key) !== undefined;
  }

  /** Whether the option is there and `false`, which switches some options off. */
  isOff(key: string): boolean {
    return this.#get(key) === false;
  }

  boolean(key: string): boolean | undefined {
    return this.#read(key, "true or false", (value) => typeof value === "boolean");
  }

  integer(key: string, min: number, max: number = Number.MAX_SAFE_INTEGER): number | undefined {
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    return this.#read(
      key,
      `a whole number ${range}`,
      (value): value is number =>
        typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max,
    );
  }

  number(key: string, above: number): number | undefined {
    return this.#read(
      key,
      `a number above ${above}`,
      (value): value is number =>
        typeof value === "number" && Number.isFinite(value) && value > above,
    );
  }

  /** A text that is not empty, and passes `matches` where it is given. */
  text(key: string, expected: string = "a text", matches: RegExp = /\S/): string | undefined {
    return this.#read(
      key,
      expected,
      (value): value is string => typeof value === "string" && matches.test(value),
    );
  }

  oneOf<Choice extends string>(key: string, choices: readonly Choice[]): Choice | undefined {
    const expected = `one of ${choices.map((choice) => `"${choice}"`).join(", ")}`;
    return this.#read(key, expected, (value): value is Choice => choices.includes(value as Choice));
  }

  /** A list of texts. Numbers count as texts, since ids often are; a single text is a list of one. */
  texts(key: string): string[] | undefined {
    const value = this.#get(key);
    if (value === undefined) return undefined;
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    return items.map((item, index) => {
      if (typeof item === "number" || (typeof item === "string" && item.trim() !== "")) {
        return String(item).trim();
      }
      const path = Array.isArray(value) ? `${key}[${index}]` : key;
      throw wrong(`${this.#path}.${path}`, "a text", item);
    });
  }

  #read<Value>(
    key: string,
    expected: string,
    fits: (value: unknown) => value is Value,
  ): Value | undefined {
    const value = this.#get(key);
    if (value === undefined || fits(value)) return value;
    throw wrong(`${this.#path}.${key}`, expected, value);
  }

  /** JSON has no undefined: null says "not set", too. */
  #get(key: string): unknown {
    this.#known.add(key);
    return this.#values[key] ?? undefined;
  }
}

function isSection(value: unknown): value is Section {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value itself stays out of the message when it is long: it may be anything. */
function wrong(path: string, expected: string, value: unknown): ValidationError {
  const shown = typeof value === "object" ? "something else" : JSON.stringify(value).slice(0, 60);
  return new ValidationError(`${path} must be ${expected}, but is ${shown}`, { path, expected });
}
