import { span, printable } from "../cli/words.js";
import type { RoomEvent } from "./events.js";

/** How loud an event is. */
export type Tone = "good" | "plain" | "quiet" | "warning" | "bad";

/** An event as one line for people. */
export function eventText(event: RoomEvent): { readonly tone: Tone; readonly text: string } {
  switch (event.event) {
    case "line":
      return lineText(event);
    case "asking":
      return { tone: "plain", text: `${printable(event.from)} wrote; asking the agent` };
    case "answered": {
      const how = event.found ? "had been answered before" : `answered in ${took(event.took_ms)}`;
      return { tone: "good", text: how };
    }
    case "would-ask":
      return { tone: "plain", text: `would ask: ${printable(event.text)}` };
    case "skipped":
      return { tone: "quiet", text: `left alone: ${SKIPPED[event.because]}` };
    case "silent":
      return { tone: "quiet", text: printable(event.reason) };
    case "retrying": {
      const when = span(event.delay_ms);
      return { tone: "warning", text: `${printable(event.reason)}; trying again in ${when}` };
    }
    case "unanswered":
      return { tone: "bad", text: `not answered: ${printable(event.reason)}` };
    default:
      return event satisfies never;
  }
}

const SKIPPED = {
  own: "it is this agent's own",
  agent: "another agent or an AI wrote it",
  empty: "it is empty",
} as const;

function lineText(event: RoomEvent & { readonly event: "line" }): { tone: Tone; text: string } {
  const why = event.reason === undefined ? "" : ` (${printable(event.reason)})`;
  switch (event.line) {
    case "live":
      return { tone: "good", text: "listening" };
    case "polling":
      return { tone: "plain", text: `listening by asking now and then${why}` };
    case "retrying": {
      const when = span(event.delay_ms ?? 0);
      return { tone: "warning", text: `the hub cannot be reached${why}; trying again in ${when}` };
    }
    default:
      return event.line satisfies never;
  }
}

const took = (ms: number): string => (ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : span(ms));
