import { ValidationError } from "@hawser/core";

/** Bytes of `text` in UTF-8, without allocating an encoded copy. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (unit >= 0xd800 && unit <= 0xdbff) {
      // A surrogate pair is two units and four bytes.
      bytes += 2;
      index++;
    } else bytes += 2;
  }
  return bytes;
}

/**
 * Refuses a frame that the gateway would answer with close 1009, which would cost every other call
 * on the connection. The bound is `policy.maxPayload` of hello-ok, in bytes.
 */
export function checkPayload(text: string, method: string, maxPayload: number | undefined): void {
  if (maxPayload === undefined || text.length * 3 <= maxPayload) return;
  const bytes = utf8Length(text);
  if (bytes <= maxPayload) return;
  throw new ValidationError(
    `${method}: the request has ${bytes} bytes; this gateway accepts ${maxPayload} at most.`,
    {
      code: "PAYLOAD_TOO_LARGE",
      path: "params",
      expected: `at most ${maxPayload} bytes`,
      hint: "Send smaller attachments or a shorter message.",
    },
  );
}
