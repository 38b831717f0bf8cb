/** What Ctrl-C means when it is pressed. */
export type Interrupt = "abort" | "clear" | "warn" | "leave";

/** Two of them within this time leave, ms. */
const LEAVE_WITHIN_MS = 2_000;

/**
 * Ctrl-C stops the reply, else it clears what is being typed, else it says how to leave. A second one
 * soon after leaves, whatever the first did.
 */
export class Interrupts {
  #last = -Infinity;

  press(now: number, o: { readonly running: boolean; readonly typed: boolean }): Interrupt {
    const again = now - this.#last < LEAVE_WITHIN_MS;
    this.#last = now;
    if (again) return "leave";
    if (o.running) return "abort";
    return o.typed ? "clear" : "warn";
  }
}
