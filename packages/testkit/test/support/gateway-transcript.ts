import { readdirSync, readFileSync } from "node:fs";

/** One line of a recording: what was sent, what came back, how it ended. */
export type RecordedLine =
  | { readonly dir: "open" }
  | { readonly dir: "in"; readonly frame: RecordedFrame }
  | { readonly dir: "out"; readonly frame: RecordedFrame }
  | { readonly dir: "out-raw"; readonly frame: { readonly head: string } }
  | { readonly dir: "out-binary"; readonly frame: { readonly hex: string } }
  | { readonly dir: "close"; readonly frame: { readonly code: number; readonly reason: string } };

export type RecordedFrame = Readonly<Record<string, unknown>>;

/** A recording from test/fixtures/gateway. */
export function transcript(protocol: 3 | 4, name: string): RecordedLine[] {
  const url = new URL(`../fixtures/gateway/p${protocol}/${name}.jsonl`, import.meta.url);
  return readFileSync(url, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as RecordedLine);
}

const NOISE = new Set([
  "presence",
  "health",
  "cron",
  "update.available",
  "task",
  "chat.metadata.changed",
  "heartbeat",
  "tick",
]);

/** Keeps of a live stream what the recordings were trimmed to: no noise, one delta a run. */
export class StreamTrimmer {
  readonly #seen = new Map<string, number>();
  readonly #scenario: string;

  constructor(scenario: string) {
    this.#scenario = scenario;
  }

  keeps(frame: RecordedFrame): boolean {
    if (frame.type !== "event") return true;
    const event = String(frame.event);
    if (NOISE.has(event)) return false;
    if (event.startsWith("device.pair") && !this.#scenario.startsWith("pair")) return false;
    if (!/^(chat:delta|agent:assistant)/.test(frameKind(frame))) return true;
    const payload = frame.payload as { runId?: string };
    const key = `${frameKind(frame)} ${payload.runId}`;
    const count = (this.#seen.get(key) ?? 0) + 1;
    this.#seen.set(key, count);
    return count <= 1;
  }
}

/** What an event is, in one word: `chat:delta`, `agent:lifecycle/start`, `sessions.changed`. */
export function frameKind(frame: RecordedFrame): string {
  if (frame.type !== "event") return `res ${String(frame.id)}`;
  const payload = frame.payload as {
    state?: string;
    phase?: string;
    stream?: string;
    data?: { phase?: string };
  };
  if (frame.event === "chat")
    return `chat:${payload.state}${payload.phase ? `/${payload.phase}` : ""}`;
  if (frame.event === "agent") {
    return `agent:${payload.stream}${payload.data?.phase ? `/${payload.data.phase}` : ""}`;
  }
  return String(frame.event);
}

/** The recordings there are of a generation. */
export function transcriptNames(protocol: 3 | 4): string[] {
  return readdirSync(new URL(`../fixtures/gateway/p${protocol}`, import.meta.url)).map((file) =>
    file.replace(/\.jsonl$/, ""),
  );
}

/** The recording without the calls of some methods and without their answers. */
export function withoutMethods(
  lines: readonly RecordedLine[],
  methods: ReadonlySet<string>,
): RecordedLine[] {
  const dropped = new Set<unknown>();
  for (const line of lines) {
    if (line.dir === "out" && methods.has(String(line.frame.method))) dropped.add(line.frame.id);
  }
  return lines.filter(
    (line) =>
      !(line.dir === "out" && dropped.has(line.frame.id)) &&
      !(line.dir === "in" && line.frame.type === "res" && dropped.has(line.frame.id)),
  );
}

/** Events of different families have no fixed order among each other. */
export function eventFamily(frame: RecordedFrame): "approvals" | "sessions" | "run" {
  const event = String(frame.event);
  if (event.startsWith("exec.approval")) return "approvals";
  return event.startsWith("session") ? "sessions" : "run";
}
