/** Whether a sender is on the list; `*` is everybody. */
export function isListed(allowFrom: ReadonlySet<string>, senderId: string): boolean {
  return allowFrom.has(senderId) || allowFrom.has("*");
}
