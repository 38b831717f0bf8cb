import type { GatewayClock } from "../../gateway/clock.js";
import { systemGatewayClock } from "../../gateway/clock.js";

/** Gives out `created_at`: microseconds, each later than the one before, unless time is frozen. */
export class TimeStamps {
  readonly #clock: GatewayClock;
  readonly #digits: 0 | 3 | 6;
  readonly #zone: "Z" | "+00:00";
  #last = 0n;
  #frozen: bigint | undefined;

  constructor(clock: GatewayClock, digits: 0 | 3 | 6, zone: "Z" | "+00:00") {
    this.#clock = clock;
    this.#digits = digits;
    this.#zone = zone;
  }

  /** The next one, in microseconds since the epoch. */
  next(): bigint {
    if (this.#frozen !== undefined) return this.#frozen;
    const now = this.#now();
    this.#last = now > this.#last ? now : this.#last + 1n;
    return this.#last;
  }

  /** From now on all are the same, as when many are stored within one tick of the hub's clock. */
  freeze(): void {
    this.#frozen ??= this.next();
  }

  thaw(): void {
    this.#frozen = undefined;
  }

  write(micros: bigint): string {
    const whole = new Date(Number(micros / 1000n)).toISOString().slice(0, -5);
    const fraction = String(micros % 1_000_000n)
      .padStart(6, "0")
      .slice(0, this.#digits);
    return whole + (fraction === "" ? "" : `.${fraction}`) + this.#zone;
  }

  /** What a list would compare with: the stored value cut to the digits that are shown. */
  shown(micros: bigint): bigint {
    const unit = 10n ** BigInt(6 - this.#digits);
    return (micros / unit) * unit;
  }

  #now(): bigint {
    const wall = this.#clock.now();
    if (this.#clock !== systemGatewayClock) return BigInt(Math.floor(wall)) * 1000n;
    // The same reading in microseconds, where it agrees with the machine's clock.
    const fine = performance.timeOrigin + performance.now();
    return BigInt(Math.floor((Math.abs(fine - wall) < 2 ? fine : wall) * 1000));
  }
}

/** Reads RFC 3339; undefined when it is none. */
export function readTimeStamp(text: string): bigint | undefined {
  const found = /^(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)$/.exec(
    text,
  );
  if (found === null) return undefined;
  const [, whole = "", fraction = "", zone = "Z"] = found;
  const ms = Date.parse(`${whole}${zone}`);
  if (Number.isNaN(ms)) return undefined;
  return BigInt(ms) * 1000n + BigInt(fraction.padEnd(6, "0").slice(0, 6));
}
