import type { Problem } from "./problem.js";

/** Where the line to the server stands, for the page. */
export type LineState =
  | { readonly status: "connecting" }
  | { readonly status: "ready" }
  /** `until` is when it is tried again: milliseconds since 1970. */
  | { readonly status: "waiting"; readonly until: number; readonly problem: Problem }
  /** With a problem when it was given up, without when it was closed here. */
  | { readonly status: "closed"; readonly problem: Problem | undefined };
