import { playOnScreen } from "./script/play-on-screen.js";

// Part of `pnpm demo`.
process.exitCode = await playOnScreen();
