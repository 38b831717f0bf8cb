import type { GruprHubMessage, StoredMessage } from "./rooms.js";

/** A message that is being written. Lists and events show what there is of it. */
export class GruprStreamingMessage {
  readonly #stored: StoredMessage;
  readonly #announce: (stored: StoredMessage) => void;

  constructor(stored: StoredMessage, announce: (stored: StoredMessage) => void) {
    this.#stored = stored;
    this.#announce = announce;
  }

  /** What is shown of it now. */
  get message(): GruprHubMessage {
    return this.#stored.shown;
  }

  /** There is more text; nobody is told. */
  write(more: string): void {
    this.#change({ content: this.#stored.shown.content + more });
  }

  /**
   * It is done. `content` replaces what was written. Nobody is told, unless `announce` asks for
   * another `new_message` event.
   */
  end(
    content: string = this.#stored.shown.content,
    options: { readonly announce?: boolean } = {},
  ): void {
    this.#change({ content, is_streaming: false });
    if (options.announce === true) this.#announce(this.#stored);
  }

  #change(fields: Partial<GruprHubMessage>): void {
    this.#stored.shown = { ...this.#stored.shown, ...fields };
  }
}
