import stringWidth from "fast-string-width";
import type { Colors } from "../text/colors.js";
import { duration } from "../text/durations.js";
import { oneLine } from "../text/line-wrapper.js";
import type { ScreenStatus } from "./screen.js";

const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
/** How often the row moves while something goes on, ms. */
export const SPIN_MS = 120;

/** The row under the input: what goes on at the left, where we are at the right. */
export function statusRow(
  status: ScreenStatus,
  hint: string | undefined,
  o: { readonly width: number; readonly now: number; readonly colors: Colors },
): string {
  const left = hint ?? goingOn(status, o.now);
  const place = oneLine(status.place, Math.max(8, Math.floor(o.width / 2)));
  const room = o.width - stringWidth(place) - 2;
  if (room < 12) return o.colors.dim(oneLine(left === "" ? place : left, o.width));
  const text = oneLine(left, room);
  const space = " ".repeat(o.width - stringWidth(text) - stringWidth(place));
  return o.colors.dim(`${text}${space}${place}`);
}

/** Whether the row changes with time alone. */
export function moves(status: ScreenStatus): boolean {
  return status.activity !== undefined || status.countdown !== undefined;
}

function goingOn({ activity, countdown }: ScreenStatus, now: number): string {
  const spinner = SPINNER[Math.floor(now / SPIN_MS) % SPINNER.length] ?? "";
  if (countdown !== undefined) {
    const left = Math.max(0, countdown.until - now);
    return `${spinner} ${countdown.text} in ${Math.ceil(left / 1000)} s`;
  }
  if (activity === undefined) return "";
  const since = now - activity.since;
  return `${spinner} ${activity.text}${since < 1000 ? "" : ` · ${duration(since)}`}`;
}
