/** What the sequence number of one event means on its socket. */
export type SeqVerdict =
  | { readonly kind: "next" }
  | { readonly kind: "late" }
  | { readonly kind: "duplicate" }
  | { readonly kind: "gap"; readonly expected: number; readonly received: number };

const NEXT: SeqVerdict = { kind: "next" };
const LATE: SeqVerdict = { kind: "late" };
const DUPLICATE: SeqVerdict = { kind: "duplicate" };
const MISSING_KEPT = 256;

/**
 * Follows `seq` on one socket. The first number is only a baseline: 2026.3 counts globally and does
 * not start at 1, newer gateways count per connection from 1, and some events carry no seq at all.
 */
export class SeqTracker {
  #last: number | undefined;
  #missing: Set<number> | undefined;

  /** Call for every event frame that carries a seq. */
  observe(seq: number): SeqVerdict {
    // No gateway counts so far: one such number must not make all that follow look old.
    if (!Number.isSafeInteger(seq) || seq < 0) return NEXT;
    const last = this.#last;
    if (last === undefined || seq === last + 1) {
      this.#last = seq;
      return NEXT;
    }
    if (seq <= last - MISSING_KEPT) {
      this.reset();
      this.#last = seq;
      return { kind: "gap", expected: last + 1, received: seq };
    }
    if (seq <= last) return this.#missing?.delete(seq) === true ? LATE : DUPLICATE;
    const missing = (this.#missing ??= new Set());
    for (let missed = Math.max(last + 1, seq - MISSING_KEPT); missed < seq; missed++) {
      if (missing.size >= MISSING_KEPT) {
        const oldest = missing.values().next().value;
        if (oldest !== undefined) missing.delete(oldest);
      }
      missing.add(missed);
    }
    this.#last = seq;
    return { kind: "gap", expected: last + 1, received: seq };
  }

  /** A new socket counts anew. */
  reset(): void {
    this.#last = undefined;
    this.#missing = undefined;
  }
}
