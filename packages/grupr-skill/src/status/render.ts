import width from "fast-string-width";
import type { Colors } from "../cli/context.js";
import { ago, printable, span } from "../cli/words.js";
import type { RoomStatus } from "./collect.js";

/** How old an error may be to be worth a line, ms. */
const RECENT_MS = 3_600_000;

/** A table of rooms, with a line below those where something is to be said. */
export function renderStatus(
  rooms: readonly RoomStatus[],
  options: { readonly colors: Colors; readonly now: number; readonly columns: number },
): string[] {
  const { colors, now, columns } = options;
  const head = ["GRUPR", "STATE", "AGENT", "ANSWERED", "LAST ANSWER"];
  const rows = rooms.map((room) => [
    room.grupr_id,
    stateText(room, now),
    room.agent ?? "-",
    String(room.answered ?? 0) + ((room.unanswered ?? 0) > 0 ? ` (${room.unanswered} not)` : ""),
    ago(room.last_answer_at, now) ?? "-",
  ]);
  const widths = head.map((title, column) =>
    Math.max(width(title), ...rows.map((row) => width(row[column] ?? ""))),
  );
  const total = widths.reduce((sum, each) => sum + each + 2, -2);
  // A narrow terminal gets a block a room: a broken table is no table.
  if (total > columns) {
    return rooms.flatMap((room, index) => [
      ...(index === 0 ? [] : [""]),
      colors.bold(room.grupr_id),
      ...head.slice(1).map((title, column) => {
        const cell = rows[index]?.[column + 1] ?? "";
        return `  ${title.toLowerCase().padEnd(12)} ${column === 0 ? paint(colors, room)(cell) : cell}`;
      }),
      ...notes(room, now).map((note) => colors.yellow(`  ${note}`)),
    ]);
  }
  const line = (cells: readonly string[], room?: RoomStatus): string =>
    cells
      .map((cell, column) => {
        const padding = " ".repeat(Math.max(0, (widths[column] ?? 0) - width(cell)));
        const shown = column === 1 && room !== undefined ? paint(colors, room)(cell) : cell;
        return column === cells.length - 1 ? shown : `${shown}${padding}`;
      })
      .join("  ");
  return [
    colors.dim(line(head)),
    ...rooms.flatMap((room, index) => [
      line(rows[index] ?? [], room),
      ...notes(room, now).map((note) => colors.yellow(`  ${note}`)),
    ]),
  ];
}

function stateText(room: RoomStatus, now: number): string {
  if (room.state !== "running") return room.state;
  const since = room.started_at === undefined ? "" : ` ${span(now - Date.parse(room.started_at))}`;
  const line = room.line === "retrying" ? ", hub unreachable" : "";
  const busy = room.answering_since === undefined ? "" : ", answering";
  return `running${since}${line || busy} (pid ${room.pid ?? "?"})`;
}

function notes(room: RoomStatus, now: number): string[] {
  if (room.problem !== undefined) return [room.problem];
  const result: string[] = [];
  const errorAt = Date.parse(room.last_error_at ?? "");
  if (room.last_error !== undefined && now - errorAt < RECENT_MS) {
    result.push(`${ago(room.last_error_at, now) ?? ""}: ${printable(room.last_error)}`);
  }
  if (room.state === "crashed") {
    result.push(`see ${room.log}; grupr start ${room.grupr_id} goes on where it ended`);
  }
  return result;
}

function paint(colors: Colors, { state, line }: RoomStatus): (text: string) => string {
  switch (state) {
    case "running":
      return line === "retrying" ? colors.yellow : colors.green;
    case "stopped":
      return colors.dim;
    case "crashed":
    case "damaged":
      return colors.red;
    default:
      return state satisfies never;
  }
}
