import type { ChatEvent, ChatMessage } from "../schemas/index.js";
import type { ChatRunEvent } from "./events.js";
import { isAssistant, messageText } from "./message-text.js";
import { TextAssembler, type TextChange } from "./text-assembler.js";

/** The text of a run: grows with deltas, is settled by messages, and tells the reader each change. */
export class RunText {
  readonly #assembler = new TextAssembler();
  readonly #emit: (event: ChatRunEvent) => void;
  #lastDeltaSeq = -1;
  /** Something may have been said that did not arrive. */
  #holes = false;

  constructor(emit: (event: ChatRunEvent) => void) {
    this.#emit = emit;
  }

  get value(): string {
    return this.#assembler.text;
  }

  /** Part of the text is known, and part of it may be missing. */
  get doubtful(): boolean {
    return this.#holes && this.value !== "";
  }

  /** `cumulative`: the gateway is known to send the whole text with each delta. */
  delta(event: Extract<ChatEvent, { state: "delta" }>, cumulative: boolean): void {
    if (!isAssistant(event.message)) return;
    if (event.seq !== undefined) {
      if (event.seq <= this.#lastDeltaSeq) return;
      this.#lastDeltaSeq = event.seq;
    }
    if (cumulative) {
      this.#assembler.trustSnapshots();
      this.#holes = false;
    }
    const { deltaText: piece, replace } = event;
    this.#tell(this.#assembler.delta({ snapshot: messageText(event.message), piece, replace }));
  }

  /** A terminal message has the last word, where it has words. */
  settle(message: ChatMessage | undefined): void {
    if (isAssistant(message)) this.#tell(this.#assembler.final(messageText(message)));
  }

  /** The gateway says how far the reply is; what is known here may be newer. */
  catchUp(text: string): void {
    this.#holes = false;
    if (text.length >= this.value.length) this.#tell(this.#assembler.set(text));
  }

  /** Events were missed. */
  missed(): void {
    this.#holes = true;
  }

  /** Another socket, or another run: its deltas are counted anew. */
  countAnew(): void {
    this.#lastDeltaSeq = -1;
  }

  /** The reply begins anew. */
  restart(): void {
    const shown = this.value !== "";
    this.#assembler.restart();
    this.countAnew();
    if (shown) this.#emit({ type: "resync", reason: "restarted", text: "" });
  }

  #tell(change: TextChange | undefined): void {
    if (change === undefined) return;
    if (change.replaced) this.#emit({ type: "resync", reason: "replaced", text: change.text });
    else this.#emit({ type: "text", delta: change.delta, text: change.text });
  }
}
