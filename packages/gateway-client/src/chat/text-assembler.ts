/** How one event changed the text of a run. */
export interface TextChange {
  /** The whole text now. */
  readonly text: string;
  /** What was appended; the whole text when `replaced`. */
  readonly delta: string;
  /** The earlier text is not the beginning of the new one. */
  readonly replaced: boolean;
}

/** The parts of a chat delta the text is made of. */
export interface TextDelta {
  /** Text of `message`: the whole text so far on real gateways, the new chunk on documented ones. */
  readonly snapshot?: string | undefined;
  /** `deltaText` of protocol 4: what is new. */
  readonly piece?: string | undefined;
  /** `replace` of protocol 4: the text so far is void. */
  readonly replace?: boolean | undefined;
}

/**
 * Builds the text of one run from deltas that may be cumulative (every real gateway measured) or
 * incremental (as the protocol is documented), with lost, repeated and late ones among them.
 */
export class TextAssembler {
  #text = "";
  /** All chunks in a row: the text, should the deltas turn out to be incremental. */
  #joined = "";
  #mode: "unknown" | "cumulative" | "incremental" = "unknown";
  #confirmations = 0;

  get text(): string {
    return this.#text;
  }

  /** Snapshots are known to be cumulative: no need to find out. */
  trustSnapshots(): void {
    this.#mode = "cumulative";
    this.#confirmations = 2;
  }

  delta({ snapshot, piece, replace }: TextDelta): TextChange | undefined {
    if (replace === true) return this.set(snapshot ?? piece ?? "");
    if (piece !== undefined) return this.#applyPiece(piece, snapshot);
    if (snapshot === undefined) return undefined;
    const before = this.#text;
    const joined = this.#joined + snapshot;
    this.#joined = joined;
    if (this.#mode === "incremental") return this.set(joined);
    if (before === "" || snapshot === before) return this.set(snapshot);
    if (snapshot.startsWith(before)) {
      this.#mode = "cumulative";
      this.#confirmations++;
      return this.set(snapshot);
    }
    // A chunk that does not continue the text: incremental, unless snapshots were seen to grow twice.
    if (this.#confirmations < 2) {
      this.#mode = "incremental";
      return this.set(joined);
    }
    // An older snapshot that arrives late says nothing new.
    if (before.startsWith(snapshot)) return undefined;
    return this.set(snapshot);
  }

  /** The terminal message is the truth, where there is one. */
  final(text: string | undefined): TextChange | undefined {
    return text === undefined || text === "" ? undefined : this.set(text);
  }

  /** Replaces the text and reports the change. */
  set(text: string): TextChange | undefined {
    const before = this.#text;
    if (text === before) return undefined;
    this.#text = text;
    if (text.startsWith(before)) return { text, delta: text.slice(before.length), replaced: false };
    return { text, delta: text, replaced: true };
  }

  /** The run began anew: what was said so far is void. */
  restart(): void {
    this.#text = "";
    this.#joined = "";
  }

  #applyPiece(piece: string, snapshot: string | undefined): TextChange | undefined {
    const before = this.#text;
    if (snapshot === undefined) return this.set(before + piece);
    // A delta was lost on the way when the snapshot is longer than text + piece: the snapshot has it.
    if (snapshot.startsWith(before)) return this.set(snapshot);
    // Where snapshots are known to be cumulative, one that begins otherwise begins anew.
    if (snapshot === piece && this.#mode !== "cumulative") return this.set(before + piece);
    if (before.startsWith(snapshot)) return undefined;
    return this.set(snapshot);
  }
}
