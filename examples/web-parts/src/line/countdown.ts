/** Whole seconds until a time, as they are counted down. Never below 0. */
export function secondsUntil(until: number, now: number): number {
  return Math.max(0, Math.ceil((until - now) / 1000));
}

/** Such as "in 4 s", or "now". */
export function inSeconds(seconds: number): string {
  return seconds === 0 ? "now" : `in ${seconds} s`;
}
