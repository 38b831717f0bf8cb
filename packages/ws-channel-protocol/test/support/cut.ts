/** Cuts a text as upstream's server cuts a long final: at the last line break that fits, else at a space, else anywhere. */
export function cutLikeUpstream(text: string, limit = 4000): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const window = rest.slice(0, limit);
    const lineBreak = window.lastIndexOf("\n");
    const at = lineBreak > 0 ? lineBreak : window.lastIndexOf(" ");
    const end = at > 0 ? at : limit;
    const part = rest.slice(0, end).trimEnd();
    if (part !== "") parts.push(part);
    rest = at > 0 ? rest.slice(end).trimStart() : rest.slice(end);
  }
  if (rest !== "") parts.push(rest);
  return parts;
}
