import type { VNode } from "preact";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** The time of day, or the date too when that was not today. */
export function Time({ at }: { readonly at: number }): VNode {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  return (
    <time dateTime={date.toISOString()} title={calendar.format(date)}>
      {today ? clock.format(date) : calendar.format(date)}
    </time>
  );
}
