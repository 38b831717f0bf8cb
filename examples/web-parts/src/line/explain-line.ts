import { ConnectionLostError, TimeoutError } from "@hawser/core";
import type { Problem } from "./problem.js";

/** What a page calls the other end, and how it explains everything but the line. */
export interface Explaining {
  /** Such as "gateway" or "server". */
  readonly peer: string;
  readonly explain: (error: unknown) => Problem;
}

/** Close codes of a server that is leaving. */
const GOING = [1001, 1012];

/** Says why there is no line: `explain` speaks of a message, this of the connection itself. */
export function explainLine(error: unknown, { peer, explain }: Explaining): Problem {
  if (error instanceof ConnectionLostError) {
    if (error.code === "AUTH_UNAVAILABLE") {
      return { what: `The ${peer} cannot check who you are just now.`, help: "" };
    }
    if (error.closeCode !== undefined && GOING.includes(error.closeCode)) {
      return { what: `The ${peer} is being restarted.`, help: "" };
    }
    // That it broke is all there is to say.
    if (error.phase === "ready") return { what: "", help: "" };
  } else if (!(error instanceof TimeoutError)) return explain(error);
  return { what: `The ${peer} does not answer.`, help: "Check its address, if this goes on." };
}
