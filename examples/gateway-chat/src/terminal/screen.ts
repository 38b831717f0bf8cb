import type { Colors } from "../text/colors.js";

/** A text that grows on the screen. */
export interface GrowingText {
  push(text: string): void;
  /** Nothing more comes; what is there stays. */
  end(): void;
}

/** One entry of a list to choose from. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

export interface Question {
  readonly text: string;
  readonly choices: readonly Choice[];
  /** Where the cursor begins. Default: the first. */
  readonly initial?: string | undefined;
}

/** What the chat writes to: a terminal that shows what goes on, or plain lines. */
export interface Screen {
  readonly colors: Colors;
  /** Columns a row may take. */
  readonly width: number;
  /** Prints rows that stay. */
  print(...rows: readonly string[]): void;
  /** Prints rows about what happens around the conversation; they stand apart from it. */
  notice(...rows: readonly string[]): void;
  /** One empty row, unless the last one is empty already. */
  gap(): void;
  grow(): GrowingText;
  /** What is going on right now, and where we are. Shown on terminals only. */
  status(status: ScreenStatus): void;
  /**
   * Something is asked in between: `prompt` stands before the input, and what was being typed comes
   * back when it is undefined again.
   */
  question(prompt: string | undefined): void;
  /** Throws away what is being typed; false when there was nothing. */
  clearTyped(): boolean;
  /** Lets somebody choose; undefined when nothing was chosen, or nothing can be. */
  choose(question: Question, signal: AbortSignal): Promise<string | undefined>;
  /** Leaves the terminal as it was found. */
  close(): void;
}

export interface ScreenStatus {
  /** "writing", "waiting for the model": shown with a spinner and the time since `since`. */
  readonly activity?: { readonly text: string; readonly since: number } | undefined;
  /** When something happens next: shown as a countdown, `text` with "in 3 s" behind it. */
  readonly countdown?: { readonly text: string; readonly until: number } | undefined;
  /** Messages that wait for their turn. */
  readonly waiting?: readonly string[] | undefined;
  /** Where we are: session and connection. */
  readonly place: string;
}

/** What the input tells the chat. */
export interface InputHandlers {
  onLine(text: string): void;
  onInterrupt(): void;
  /** Nothing more will be typed. */
  onEnd(): void;
}
