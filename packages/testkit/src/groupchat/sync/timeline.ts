import type { GatewayClock } from "../../gateway/clock.js";

/** The database's clock: ns since the epoch, never twice the same, growing across restarts. */
export class Timeline {
  readonly #clock: GatewayClock;
  #latest = 0n;

  constructor(clock: GatewayClock) {
    this.#clock = clock;
  }

  get latest(): bigint {
    return this.#latest;
  }

  /** A moment later than all before. */
  next(): bigint {
    const now = BigInt(Math.round(this.#clock.now())) * 1_000_000n;
    this.#latest = now > this.#latest ? now : this.#latest + 1n;
    return this.#latest;
  }
}

/** u64, 8 bytes little-endian, base64. */
export function encodeTimestamp(ts: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(ts);
  return bytes.toString("base64");
}

/** The reverse of {@link encodeTimestamp}; undefined when it is none. */
export function decodeTimestamp(text: string): bigint | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === 8 ? bytes.readBigUInt64LE() : undefined;
}
