import { messageBytes, ValidationError } from "@hawser/core";

/**
 * Refuses a frame that the gateway would answer with close 1009, which would cost every other call
 * on the connection. The bound is `policy.maxPayload` of hello-ok, in bytes.
 */
export function checkPayload(text: string, method: string, maxPayload: number | undefined): void {
  if (maxPayload === undefined || text.length * 3 <= maxPayload) return;
  const bytes = messageBytes(text);
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
