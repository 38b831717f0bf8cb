/** A new id for a message. A page over plain HTTP has no `crypto.randomUUID`. */
export function newMessageId(): string {
  const words = crypto.getRandomValues(new Uint32Array(4));
  return `web-${[...words].map((word) => word.toString(36)).join("")}`;
}
