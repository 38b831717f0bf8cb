// The agent of soak.test.ts, in a process of its own: what would crash or fill an agent's process shows there.
import { setTimeout } from "node:timers/promises";
import { GroupChatRunsClient } from "../../src/index.js";

/** What the agent tells. */
export type SoakReport =
  | { readonly kind: "ready" }
  | { readonly kind: "memory"; readonly heapBytes: number; readonly rssBytes: number }
  | { readonly kind: "ended"; readonly outcomes: Readonly<Record<string, number>> };

const WORK_MS = 5;

const [apiUrl = "", convexUrl = "", token = ""] = process.argv.slice(2);
const runs = new GroupChatRunsClient({
  apiUrl,
  convexUrl,
  token,
  pollIntervalMs: 500,
  retry: { firstMaxMs: 50, initialMs: 100, maxMs: 500 },
  reconnect: { firstMaxMs: 100, initialMs: 200, maxMs: 1000 },
});
const stop = new AbortController();
const outcomes: Record<string, number> = {};
const tell = (report: SoakReport): void => {
  process.send?.(report);
};

process.on("message", (ask) => {
  if (ask === "stop") stop.abort();
  if (ask !== "memory") return;
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  tell({ kind: "memory", heapBytes: heapUsed, rssBytes: rss });
});

// Whoever started it is gone.
process.on("disconnect", () => process.exit());

tell({ kind: "ready" });
let begun = 0;
await runs.process(
  async (job) => {
    begun += 1;
    if (begun % 3 === 0) await job.comment(`Half way through ${job.run.id}.`);
    job.progress("Thinking.");
    // The work itself: long enough that the storm also hits runs in the middle of it.
    await setTimeout(WORK_MS);
    return `Done with ${job.run.id}.`;
  },
  {
    concurrency: 8,
    signal: stop.signal,
    progress: { firstMs: 1000 },
    onOutcome: ({ status }) => {
      outcomes[status] = (outcomes[status] ?? 0) + 1;
    },
  },
);
await runs.close();
process.removeAllListeners("disconnect");
tell({ kind: "ended", outcomes });
// From here on it has to end by itself.
process.disconnect();
