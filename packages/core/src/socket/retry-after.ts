/**
 * Reads a Retry-After header (RFC 9110: seconds, or an HTTP date).
 *
 * @returns milliseconds from `now`, never negative; undefined when there is none or it is unreadable.
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? "";
  if (text === "") return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000);
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
