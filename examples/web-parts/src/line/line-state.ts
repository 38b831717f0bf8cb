import type { ConnectionState } from "@hawser/core";
import { explainLine, type Explaining } from "./explain-line.js";
import type { Problem } from "./problem.js";

/** Where the line stands, for the page. */
export type LineState =
  | { readonly status: "connecting" }
  | { readonly status: "ready" }
  /** `until` is when it is tried again: milliseconds since 1970. */
  | { readonly status: "waiting"; readonly until: number; readonly problem: Problem }
  /** With a problem when it was given up, without when it was closed here. */
  | { readonly status: "closed"; readonly problem: Problem | undefined };

/** A client's state, as the page shows it. */
export function lineState(state: ConnectionState<unknown>, words: Explaining): LineState {
  switch (state.status) {
    case "idle":
    case "connecting":
    case "handshaking":
      return { status: "connecting" };
    case "ready":
      return { status: "ready" };
    case "waiting":
      return { status: "waiting", until: state.until, problem: explainLine(state.error, words) };
    case "closed":
      return {
        status: "closed",
        problem: state.error === undefined ? undefined : explainLine(state.error, words),
      };
  }
}
