import { type BenchClient, type ChatPayload, openerOf, type Side } from "../clients/client.js";
import { cpuOf, type Sample } from "./sample.js";

export interface LatestTextTask {
  readonly workload: "latest-text";
  readonly side: Side;
  readonly url: string;
  readonly runs: number;
  readonly deltas: number;
  readonly rounds: number;
}

/** CPU per chat delta for whoever wants to show the newest text of several runs at once. */
export async function latestText(task: LatestTextTask): Promise<Sample> {
  const { url, rounds } = task;
  const board = new TextBoard();
  const open = await openerOf(task.side);
  const client = await open(
    task.side === "hawser" ? { url } : { url, onChat: (payload) => board.take(payload) },
  );
  const round = client.run === undefined ? byEvents : byRuns;
  for (let i = 0; i < Math.ceil(rounds / 3); i++) await round(client, board, task);
  const cpu = await cpuOf(async () => {
    for (let i = 0; i < rounds; i++) await round(client, board, task);
  });
  await client.close();
  return { cpuMicrosPerEvent: cpu / (rounds * task.runs * task.deltas) };
}

/** The newest text of each run, kept by hand from chat events. */
class TextBoard {
  readonly #texts = new Map<string, string>();
  #ended = 0;
  #target = 0;
  #done: () => void = () => undefined;

  begin(runs: number): Promise<void> {
    this.#texts.clear();
    this.#ended = 0;
    this.#target = runs;
    return new Promise((resolve) => (this.#done = resolve));
  }

  take({ runId, state, message }: ChatPayload): void {
    const text = message?.content?.[0]?.text;
    if (text !== undefined) this.#texts.set(runId, text);
    if (state === "final" && ++this.#ended === this.#target) this.#done();
  }

  get texts(): readonly string[] {
    return [...this.#texts.values()];
  }
}

async function byEvents(
  client: BenchClient,
  board: TextBoard,
  task: LatestTextTask,
): Promise<void> {
  const done = board.begin(task.runs);
  await Promise.all(Array.from({ length: task.runs }, () => client.send("RUN")));
  await client.send(`GO ${task.deltas}`);
  await done;
  check(board.texts, task);
}

async function byRuns(client: BenchClient, _board: TextBoard, task: LatestTextTask): Promise<void> {
  const latest: string[] = [];
  const runs = Array.from({ length: task.runs }, (_, i) => {
    const run = client.run?.((text) => (latest[i] = text));
    if (run === undefined) throw new Error(`${task.side} has no runs`);
    return run;
  });
  await Promise.all(runs.map((run) => run.started));
  await client.send(`GO ${task.deltas}`);
  check(await Promise.all(runs.map((run) => run.ended)), task);
  check(latest, task);
}

function check(texts: readonly string[], { side, runs, deltas }: LatestTextTask): void {
  if (texts.length === runs && texts.every((text) => text.length > deltas * 10)) return;
  throw new Error(`${side} did not tell the texts of all runs`);
}
