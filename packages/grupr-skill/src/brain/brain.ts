/** What an agent is asked. */
export interface Question {
  /** The message it comes from: the same id is the same question. */
  readonly messageId: string;
  readonly gruprId: string;
  /** How often it was asked before: a failure that is remembered somewhere must not be the answer again. */
  readonly attempt: number;
  /** The words, wrapped so that nothing in them is a command. */
  readonly text: string;
}

/** What came of a question. */
export type Answer =
  | { readonly kind: "reply"; readonly text: string }
  /** The agent has nothing to say. */
  | { readonly kind: "silent"; readonly reason: string }
  /**
   * No answer. `"message"`: it may be because of this message. `"surroundings"`: no message would fare
   * better (no gateway, no such agent), so that asking goes on until somebody has mended it.
   */
  | {
      readonly kind: "failed";
      readonly reason: string;
      readonly because: "message" | "surroundings";
    };

/** Whoever thinks. */
export interface Brain {
  /** For people: `openclaw agent main`. */
  readonly name: string;
  /** @throws only the signal's reason: failures are answers. */
  ask(question: Question, signal: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
}
