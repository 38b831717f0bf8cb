import { createColors } from "picocolors";
import { describe, expect, it } from "vitest";
import type { RoomStatus } from "../src/status/collect.js";
import { renderStatus } from "../src/status/render.js";

const now = Date.parse("2026-04-26T15:30:00Z");
const before = (seconds: number): string => new Date(now - seconds * 1000).toISOString();
const colors = createColors(false);

const rooms: readonly RoomStatus[] = [
  {
    grupr_id: "6f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506",
    state: "running",
    pid: 4711,
    started_at: before(7200),
    line: "live",
    agent: "main",
    answered: 12,
    last_answer_at: before(90),
    answering_since: before(3),
    log: "/l",
  },
  {
    grupr_id: "7f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506",
    state: "crashed",
    agent: "漢字",
    unanswered: 1,
    last_error: "no\u001B[31m gateway",
    last_error_at: before(600),
    log: "/l",
  },
  {
    grupr_id: "8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506",
    state: "damaged",
    problem: "it is no JSON",
    log: "/l",
  },
];

describe("grupr status", () => {
  it("is a table with what is to be said below", () => {
    expect(renderStatus(rooms, { colors, now, columns: 120 })).toEqual([
      "GRUPR                                 STATE                              AGENT  ANSWERED   LAST ANSWER",
      "6f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506  running 2 h, answering (pid 4711)  main   12         2 min ago",
      "7f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506  crashed                            漢字   0 (1 not)  -",
      "  10 min ago: no [31m gateway",
      "  see /l; grupr start 7f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506 goes on where it ended",
      "8f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506  damaged                            -      0          -",
      "  it is no JSON",
    ]);
  });

  it("is a block a room where the terminal is narrow", () => {
    const lines = renderStatus(rooms, { colors, now, columns: 60 });
    expect(lines.slice(0, 6)).toEqual([
      "6f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506",
      "  state        running 2 h, answering (pid 4711)",
      "  agent        main",
      "  answered     12",
      "  last answer  2 min ago",
      "",
    ]);
  });
});
