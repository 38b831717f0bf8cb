/** What went wrong, for a person to read. */
export interface Problem {
  /** One sentence: what happened. Empty where it is plain to see. */
  readonly what: string;
  /** One sentence: what can be done about it. Empty when nothing needs to be done. */
  readonly help: string;
}

/** An error's message as a sentence that stands for itself. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
