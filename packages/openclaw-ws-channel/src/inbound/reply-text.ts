const GAP = "\n\n";

/**
 * Puts an agent's answer together. An agent may say several things in one turn (before a tool and after
 * it); a client shows one text, which grows.
 */
export class ReplyText {
  readonly #earlier: string[] = [];
  readonly #delivered: string[] = [];
  #current = "";

  /** The agent begins a new message. */
  next(): void {
    if (this.#current !== "") this.#earlier.push(this.#current);
    this.#current = "";
  }

  /** The agent's message so far. Answers the whole text so far. */
  partial(text: string): string {
    // Not every gateway says when a new message begins; a text that is another one says so, too.
    if (text.length < this.#current.length && !this.#current.startsWith(text)) this.next();
    this.#current = text;
    return [...this.#earlier, this.#current].join(GAP);
  }

  /** A message as it stays. */
  deliver(text: string): void {
    if (text !== "") this.#delivered.push(text);
  }

  /** What the gateway delivered: the answer. */
  final(): string {
    return this.#delivered.join(GAP);
  }
}
