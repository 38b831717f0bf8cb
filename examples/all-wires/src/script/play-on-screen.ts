import picocolors from "picocolors";
import { Board } from "../screen/board.js";
import { LiveScreen, screenFor } from "../screen/screen.js";
import { play } from "./play.js";

/** Plays it in rows that move in a terminal, in plain lines in a pipe or in CI. @returns the exit code. */
export function playOnScreen(): Promise<number> {
  const screen = screenFor(process.stdout, process.env);
  const colors = picocolors.createColors(screen instanceof LiveScreen && !process.env["NO_COLOR"]);
  return play({ board: new Board(screen, colors) });
}
