/** What a stream's content has done to the text. */
export interface TextChange {
  /** The whole text now. */
  readonly text: string;
  /** What was appended; the whole text when `replaced`. */
  readonly delta: string;
  /** The earlier text is not the beginning of the new one. */
  readonly replaced: boolean;
}

/** Beyond this length, a piece that another one begins with is its earlier state and not by chance the same. */
const TELLING_LENGTH = 4;

/**
 * Builds a reply's text from `chat.stream` contents that may be cumulative (upstream's partial replies)
 * or incremental (its block replies), with nothing in the frame to tell which:
 *
 * - content that begins with the text so far replaces it;
 * - other content is appended;
 * - where a reply goes on after a tool call, partials start over and are cumulative for what follows:
 *   content that begins with the newest piece replaces that piece.
 */
export class StreamText {
  #settled = "";
  #piece = "";
  #grew = false;

  get text(): string {
    return this.#settled + this.#piece;
  }

  /** What came since partials last started over. */
  get piece(): string {
    return this.#piece;
  }

  /** More than one piece came: blocks, or a start after a tool call. */
  get inPieces(): boolean {
    return this.#settled !== "";
  }

  /** Takes the content of a stream frame. */
  take(content: string): TextChange | undefined {
    const before = this.text;
    if (content === "") return undefined;
    if (content.startsWith(before)) {
      this.#grew ||= before !== "" && content !== before;
      this.#settled = "";
      this.#piece = content;
    } else if (this.#continuesPiece(content)) {
      this.#grew = true;
      this.#piece = content;
    } else {
      this.#settled = before;
      this.#piece = content;
    }
    return change(before, this.text);
  }

  /** Takes a content that is known to be the whole text. */
  replace(content: string): TextChange | undefined {
    const before = this.text;
    this.#settled = "";
    this.#piece = content;
    return change(before, content);
  }

  #continuesPiece(content: string): boolean {
    const piece = this.#piece;
    if (!content.startsWith(piece)) return false;
    // A block that is repeated word for word is said twice, unless this server has sent partials.
    if (content === piece) return this.#grew;
    return this.#grew || piece.length >= TELLING_LENGTH;
  }
}

function change(before: string, text: string): TextChange | undefined {
  if (text === before) return undefined;
  if (text.startsWith(before)) return { text, delta: text.slice(before.length), replaced: false };
  return { text, delta: text, replaced: true };
}
