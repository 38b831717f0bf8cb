export { inSeconds, secondsUntil } from "./countdown.js";
export type { Explaining } from "./explain-line.js";
export { LineBanner } from "./line-banner.js";
export { lineState, type LineState } from "./line-state.js";
export { LineStatus, Rope } from "./line-status.js";
export { sentence, type Problem } from "./problem.js";
