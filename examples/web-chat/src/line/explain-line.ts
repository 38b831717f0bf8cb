import { ConnectionLostError, TimeoutError } from "@hawser/core";
import { explain } from "./explain.js";
import type { Problem } from "./problem.js";

const GOING = [1001, 1012];

/** Says why there is no line: `explain` speaks of a message, this of the connection itself. */
export function explainLine(error: unknown): Problem {
  if (error instanceof ConnectionLostError) {
    if (error.code === "AUTH_UNAVAILABLE") {
      return { what: "The server cannot check who you are just now.", help: "" };
    }
    if (error.closeCode !== undefined && GOING.includes(error.closeCode)) {
      return { what: "The server is being restarted.", help: "" };
    }
    // That it broke is all there is to say.
    if (error.phase === "ready") return { what: "", help: "" };
  } else if (!(error instanceof TimeoutError)) return explain(error);
  return { what: "The server does not answer.", help: "Check its address, if this goes on." };
}
