/** A moment in nanoseconds since the epoch: what RFC 3339 can say is compared without rounding. */
export type Moment = bigint;

const MS = 1_000_000n;
const RFC_3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;

/** Reads RFC 3339; undefined when it is something else. Digits beyond nanoseconds are cut. */
export function parseTime(text: string): Moment | undefined {
  const found = RFC_3339.exec(text.trim());
  if (found === null) return undefined;
  const [, day = "", time = "", fraction = "", zone = "Z"] = found;
  const ms = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  if (Number.isNaN(ms)) return undefined;
  return fromMs(ms) + BigInt(fraction.padEnd(9, "0").slice(0, 9));
}

/** What the last digit of a time stands for, ns. */
export function tickOf(text: string): Moment {
  const [, , , fraction = ""] = RFC_3339.exec(text.trim()) ?? [];
  return 10n ** BigInt(9 - Math.min(fraction.length, 9));
}

/** From milliseconds since the epoch. */
export function fromMs(ms: number): Moment {
  const whole = Math.floor(ms);
  return BigInt(whole) * MS + BigInt(Math.floor((ms - whole) * 1e6));
}

/** To milliseconds since the epoch, rounded down. */
function toMs(moment: Moment): number {
  return Number((moment - (((moment % MS) + MS) % MS)) / MS);
}

/**
 * Writes RFC 3339 in UTC. Six digits of a fraction, or nine where six would lose something; a hub that
 * knows fewer reads more than it has to, never less.
 */
export function formatTime(moment: Moment): string {
  const ms = toMs(moment);
  const below = moment - BigInt(ms) * MS;
  const micros = String(below).padStart(6, "0");
  const digits = below % 1000n === 0n ? micros.slice(0, 3) : micros;
  return new Date(ms).toISOString().replace("Z", `${digits}Z`);
}

/** Cut to whole microseconds, which is as fine as hubs are. */
export function floorToMicros(moment: Moment): Moment {
  return moment - (((moment % 1000n) + 1000n) % 1000n);
}
