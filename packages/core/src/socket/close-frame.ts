const MAX_REASON_BYTES = 123;

/** Shortens a close reason to what fits in a control frame (RFC 6455, 5.5), at a character's end. */
export function closeReason(reason: string): string {
  const encoder = new TextEncoder();
  if (encoder.encode(reason).length <= MAX_REASON_BYTES) return reason;
  let short = "";
  let bytes = 0;
  for (const character of reason) {
    bytes += encoder.encode(character).length;
    if (bytes > MAX_REASON_BYTES) break;
    short += character;
  }
  return short;
}
