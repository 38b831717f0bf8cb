const UNITS = [
  { ms: 86_400_000, name: "d" },
  { ms: 3_600_000, name: "h" },
  { ms: 60_000, name: "min" },
] as const;

/** A length of time in its two largest units, such as "2 h 5 min"; never below "0 s". */
export function duration(ms: number): string {
  const at = UNITS.findIndex((unit) => ms >= unit.ms);
  const unit = UNITS[at];
  if (unit === undefined) return `${Math.max(0, Math.floor(ms / 1000))} s`;
  const whole = `${Math.floor(ms / unit.ms)} ${unit.name}`;
  const next = UNITS[at + 1] ?? { ms: 1000, name: "s" };
  const rest = Math.floor((ms % unit.ms) / next.ms);
  return rest === 0 ? whole : `${whole} ${rest} ${next.name}`;
}

/** How long ago something was, roughly: "now", "5 min", "3 h", "2 d". */
export function ago(ms: number): string {
  const unit = UNITS.find((unit) => ms >= unit.ms);
  return unit === undefined ? "now" : `${Math.floor(ms / unit.ms)} ${unit.name}`;
}
