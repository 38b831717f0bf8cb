import picocolors from "picocolors";
import { Board } from "./screen/board.js";
import { LiveScreen, screenFor } from "./screen/screen.js";
import { play } from "./script/play.js";

// Part of `pnpm demo`: rows that move in a terminal, plain lines in a pipe or in CI.
const screen = screenFor(process.stdout, process.env);
const colors = picocolors.createColors(screen instanceof LiveScreen && !process.env["NO_COLOR"]);
process.exitCode = await play({ board: new Board(screen, colors) });
