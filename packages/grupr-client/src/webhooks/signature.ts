import { HawserError, ValidationError } from "@hawser/core";

const HEX_SHA256 = /^(?:sha256=)?([0-9a-f]{64})$/i;

/**
 * Checks the `Grupr-Signature` header of a webhook delivery: HMAC-SHA256 of the body, in hex, with or
 * without `sha256=` before it. Compared in constant time.
 *
 * @param body - the body as it came, byte for byte, before any JSON parser.
 * @param header - the header's value; no value is no signature.
 * @param secret - what was given to `webhooks.set`.
 * @returns false for a wrong or missing signature; never throws for anything the sender controls.
 * @throws ValidationError for an empty secret; HawserError `NO_WEBCRYPTO` where there is no WebCrypto.
 */
export async function verifyWebhookSignature(
  body: string | Uint8Array | ArrayBuffer,
  header: string | null | undefined,
  secret: string,
): Promise<boolean> {
  if (secret === "") {
    throw new ValidationError("The webhook's secret is empty", {
      path: "secret",
      expected: "the secret that was given to webhooks.set",
    });
  }
  const { crypto } = globalThis as { readonly crypto?: Partial<Crypto> };
  const subtle = crypto?.subtle;
  if (subtle === undefined) {
    throw new HawserError("There is no WebCrypto here to check a signature with", {
      code: "NO_WEBCRYPTO",
      hint: "Use Node 20.19 or newer, or a secure context (https).",
    });
  }
  const [, hex] = HEX_SHA256.exec(header?.trim() ?? "") ?? [];
  if (hex === undefined) return false;
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["verify"]);
  const bytes = typeof body === "string" ? encoder.encode(body) : body;
  return subtle.verify(algorithm.name, key, bytesOf(hex), bytes as BufferSource);
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
