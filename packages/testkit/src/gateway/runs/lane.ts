import type { Run } from "./run.js";
import type { Turn, WaitingTurn } from "./turn.js";
import { collected } from "./turn.js";

/** The line of one session: one run at a time, the rest waits. */
export class Lane {
  run: Run | undefined;
  /** Messages that wait, and those that were cancelled while they did. */
  inputs: WaitingTurn[] = [];

  get waiting(): WaitingTurn[] {
    return this.inputs.filter((input) => input.state === "queued");
  }

  /** Messages that are to be worked into the run that is going on. */
  takeSteered(): Turn[] {
    return this.#take((turn) => modeOf(turn) === "steer").map((input) => input.turn);
  }

  /** The next turn to start: what is to be collected becomes one. */
  takeNext(): Turn | undefined {
    const first = this.waiting[0];
    if (!first) return undefined;
    if (first.turn.queueMode !== "collect")
      return this.#take((turn) => turn === first.turn)[0]?.turn;
    const turns = this.#take((turn) => turn.queueMode === "collect").map((input) => input.turn);
    return { ...first.turn, message: collected(turns) };
  }

  /** Gives up what waits (or the one of that id); it stays visible as cancelled. */
  cancel(inputId?: string): Turn[] {
    const dropped = this.waiting.filter(
      ({ turn }) => inputId === undefined || (turn.inputId ?? turn.runId) === inputId,
    );
    this.inputs = this.inputs.map((input) =>
      dropped.includes(input) ? { ...input, state: "cancelled" } : input,
    );
    return dropped.map((input) => input.turn);
  }

  #take(fits: (turn: Turn) => boolean): WaitingTurn[] {
    const taken = this.waiting.filter((input) => fits(input.turn));
    this.inputs = this.inputs.filter((input) => !taken.includes(input));
    return taken;
  }
}

/** Protocol 4 steers unless it is told otherwise; what came by the `agent` method waits its turn. */
export const modeOf = (turn: Turn): string =>
  turn.queueMode ?? (turn.origin === "chat" ? "steer" : "followup");
