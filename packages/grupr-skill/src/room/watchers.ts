import type { Logger, LogLevel } from "@hawser/core";
import { sayJson, type Colors, type Context } from "../cli/context.js";
import type { Progress } from "../cli/progress.js";
import { eventText, type Tone } from "./event-text.js";
import type { RoomEvent, Watcher } from "./events.js";

/** Shows a room on a terminal. */
export function terminalWatcher(context: Context, progress: Progress): Watcher {
  const { colors } = context;
  return (event) => {
    const { tone, text } = eventText(event);
    progress.end();
    const time = new Date().toTimeString().slice(0, 8);
    const id = "message_id" in event ? ` ${colors.dim(event.message_id.slice(0, 8))}` : "";
    context.stdout.write(`${colors.dim(time)}${id} ${painted(colors, tone)(text)}\n`);
    const waiting = waitingFor(event);
    if (waiting !== undefined) progress.begin(waiting);
  };
}

/** Writes a JSON object a line. */
export function jsonWatcher(context: Context): Watcher {
  return (event) => sayJson(context, { at: new Date().toISOString(), ...event });
}

const LEVEL: Record<Tone, LogLevel> = {
  good: "info",
  plain: "info",
  quiet: "info",
  warning: "warn",
  bad: "error",
};

/** Writes a room into a log: what happened, never what was said. */
export function logWatcher(logger: Logger): Watcher {
  return (event) => {
    if (event.event === "would-ask") return;
    const { tone, text } = eventText(event);
    logger[LEVEL[tone]](text, fieldsOf(event));
  };
}

function fieldsOf(event: RoomEvent): Record<string, unknown> {
  if (!("message_id" in event)) return {};
  const reply = event.event === "answered" ? { reply: event.reply_id } : {};
  return { message: event.message_id, ...reply };
}

function waitingFor(event: RoomEvent): string | undefined {
  switch (event.event) {
    case "asking":
      return "The agent is thinking";
    case "retrying":
      return "Waiting to try again";
    case "line":
      return event.line === "retrying" ? "Waiting for the hub" : "Waiting for messages";
    case "answered":
    case "silent":
    case "skipped":
    case "unanswered":
      return "Waiting for messages";
    case "would-ask":
      return undefined;
    default:
      return event satisfies never;
  }
}

function painted(colors: Colors, tone: Tone): (text: string) => string {
  switch (tone) {
    case "good":
      return colors.green;
    case "quiet":
      return colors.dim;
    case "warning":
      return colors.yellow;
    case "bad":
      return colors.red;
    case "plain":
      return (text) => text;
    default:
      return tone satisfies never;
  }
}
