import { showAs } from "./inspect.js";

const SHOWN = "[hidden]";

/**
 * A secret that does not show itself: `JSON.stringify`, `String()`, `util.inspect` and `console.log` print `[hidden]`.
 * Only {@link Hidden.reveal} gives it out, so every place that uses the secret can be found by that name.
 */
export class Hidden<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The secret itself. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  static {
    showAs(Hidden.prototype, () => SHOWN);
  }
}
