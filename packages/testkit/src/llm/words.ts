/**
 * Numbered words ("w1 w2 w3 …"), so that a reader of the reply sees at once whether a piece of it
 * was lost, doubled or moved.
 *
 * @param count - how many words.
 */
export function llmWords(count: number): string {
  return wordParts(count).join("");
}

/** The same words one by one; every word but the first carries the space before it. */
export function wordParts(count: number): string[] {
  return Array.from({ length: count }, (_, i) => (i === 0 ? "w1" : ` w${i + 1}`));
}

/**
 * Numbered words cut to exactly `chars` characters, in pieces of at most `pieceChars`. The last
 * character is never a space: gateways trim replies.
 */
export function lengthParts(chars: number, pieceChars = 1024): string[] {
  let text = "";
  for (let i = 1; text.length < chars; i++) text += i === 1 ? "w1" : ` w${i}`;
  return slices(text.slice(0, chars).replace(/ $/, "."), pieceChars);
}

/** A text cut before each run of white space, so that joining the pieces gives the text again. */
export function textParts(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

function slices(text: string, size: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += size) pieces.push(text.slice(at, at + size));
  return pieces;
}
