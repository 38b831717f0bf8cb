const FIN_TEXT = 0x81;

/** One unmasked WebSocket text message as its bytes on the wire (RFC 6455, section 5.2). */
export function textFrame(text: string): Buffer {
  const body = Buffer.from(text);
  const { length } = body;
  if (length < 126) return Buffer.concat([Buffer.from([FIN_TEXT, length]), body]);
  if (length < 65_536) {
    return Buffer.concat([Buffer.from([FIN_TEXT, 126, length >> 8, length & 0xff]), body]);
  }
  const head = Buffer.alloc(10);
  head[0] = FIN_TEXT;
  head[1] = 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, body]);
}
