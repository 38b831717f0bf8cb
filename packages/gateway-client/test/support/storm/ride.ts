import type { ChatRun, ChatRunResult, GatewayClient } from "../../../src/index.js";
import type { PlannedRun } from "./plan.js";
import { pass } from "./weather.js";

export type Outcome =
  | { readonly kind: "resolved"; readonly result: ChatRunResult }
  | { readonly kind: "rejected"; readonly error: unknown };

/** One run on its way through a storm. */
export interface Ride {
  readonly plan: PlannedRun;
  readonly run: ChatRun;
  /** When what happened, ms since the run was started. */
  readonly trace: string[];
  outcome?: Outcome;
  /** What a reader shows; undefined where nobody reads. */
  shown?: string;
  readonly ended: { result: boolean; stream: boolean };
}

/** Starts the run; `done` resolves when its result has settled and its stream has ended. */
export function setOut(
  plan: PlannedRun,
  client: GatewayClient,
): { readonly ride: Ride; readonly done: Promise<void> } {
  const controller = new AbortController();
  const { sessionKey, message, timeoutMs } = plan;
  const run = client.chat.run(
    { sessionKey, message, ...(timeoutMs === undefined ? {} : { timeoutMs }) },
    { silenceMs: 300, signal: controller.signal },
  );
  const began = Date.now();
  const trace: string[] = [];
  const ride: Ride = { plan, run, trace, ended: { result: false, stream: false } };
  const note = (what: string): void => void trace.push(`${Date.now() - began} ${what}`);
  const { abort } = plan;
  if (abort !== undefined) {
    void pass(abort.after).then(() => {
      note(`abort by ${abort.by}`);
      if (abort.by === "signal") controller.abort();
      else void run.abort();
    });
  }
  const settled = run.result.then(
    (result) => {
      ride.outcome = { kind: "resolved", result };
      ride.ended.result = true;
      note(`ended ${result.status}`);
    },
    (error: unknown) => {
      ride.outcome = { kind: "rejected", error };
      ride.ended.result = true;
      note(`failed ${String(error)}`);
    },
  );
  const read = async (): Promise<void> => {
    if (plan.reading === "afterwards") await settled;
    if (plan.reading !== "never") ride.shown = await show(ride, note);
    ride.ended.stream = true;
  };
  return { ride, done: Promise.all([settled, read()]).then(() => undefined) };
}

/** What a reader shows who appends deltas and starts over at each resync. */
async function show({ plan, run }: Ride, note: (what: string) => void): Promise<string> {
  let shown = "";
  const readOn = async (most: number): Promise<void> => {
    let events = 0;
    for await (const event of run) {
      if (event.type === "text") shown += event.delta;
      if (event.type === "resync") shown = event.text;
      note(event.type === "status" ? event.phase : `${event.type} ${shown.length}`);
      if (++events >= most) return;
    }
  };
  try {
    if (plan.reading === "leaving") {
      await readOn(2);
      note("left the loop");
      await pass(60);
    }
    await readOn(Infinity);
  } catch (error) {
    // A run that rejects ends its stream with the same error.
    note(`stream failed ${String(error)}`);
  }
  return shown;
}
