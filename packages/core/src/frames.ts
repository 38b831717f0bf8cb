import { ProtocolError } from "./errors.js";

/** A message as a socket delivers it: text, or its UTF-8 bytes. */
export type RawMessage = string | Uint8Array | ArrayBuffer;

interface TextCodec {
  text(bytes: Uint8Array | ArrayBuffer): string;
  length(text: string): number;
}

interface NodeBytes {
  toString(): string;
}

interface NodeBuffer {
  isBuffer(value: unknown): boolean;
  from(buffer: ArrayBufferLike, offset?: number, length?: number): NodeBytes;
  byteLength(text: string): number;
}

function nodeCodec(buffer: NodeBuffer): TextCodec {
  const wrap = (bytes: Uint8Array | ArrayBuffer): NodeBytes =>
    bytes instanceof ArrayBuffer
      ? buffer.from(bytes)
      : buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    text: (bytes) => (buffer.isBuffer(bytes) ? (bytes as NodeBytes) : wrap(bytes)).toString(),
    length: (text) => buffer.byteLength(text),
  };
}

function webCodec(): TextCodec {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return { text: (bytes) => decoder.decode(bytes), length: utf8Length };
}

// Node's Buffer decodes several times faster than TextDecoder. Looked up by name so that bundlers do
// not pull in a polyfill.
const { Buffer: nodeBuffer } = globalThis as { Buffer?: NodeBuffer };
const codec = nodeBuffer === undefined ? webCodec() : nodeCodec(nodeBuffer);

/** The text of a message. Invalid UTF-8 becomes U+FFFD. */
export function messageText(data: RawMessage): string {
  return typeof data === "string" ? data : codec.text(data);
}

/** How many bytes a message takes on the wire (UTF-8). */
export function messageBytes(data: RawMessage): number {
  return typeof data === "string" ? codec.length(data) : data.byteLength;
}

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    const pair = unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00;
    if (pair) i += 1;
    bytes += unit < 0x800 ? 1 : 2;
  }
  return bytes;
}

/**
 * Reads the JSON values of one message: usually one, but several lines with one value each are
 * accepted, too. A byte order mark is skipped.
 *
 * @param visit - called with each value, in order.
 * @throws ProtocolError `MALFORMED_FRAME` when the message, or a line of it, is no JSON; the lines that
 * are JSON have been visited by then. The error quotes nothing of the message. What `visit` throws
 * passes through, after the other lines.
 */
export function parseFrames(data: RawMessage, visit: (value: unknown) => void): void {
  const text = messageText(data);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    parseLines(text, visit);
    return;
  }
  visit(value);
}

function parseLines(text: string, visit: (value: unknown) => void): void {
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  const thrown: unknown[] = [];
  let bad = 0;
  let good = 0;
  for (const line of lines) {
    if (line.trim() === "") continue;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      bad += 1;
      continue;
    }
    good += 1;
    try {
      visit(value);
    } catch (error) {
      thrown.push(error);
    }
  }
  if (thrown.length > 0) throw thrown[0];
  if (bad > 0 || good === 0) throw malformed(text, bad, good);
}

function malformed(text: string, bad: number, good: number): ProtocolError {
  const size = `${messageBytes(text)} bytes`;
  const message =
    good === 0
      ? `Received a message of ${size} that is not JSON`
      : `Received a message of ${size} in which ${bad} of ${bad + good} lines are not JSON`;
  return new ProtocolError(message, { code: "MALFORMED_FRAME" });
}
