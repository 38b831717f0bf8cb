import { runAgent, type RunAgentOptions, type RunSummary } from "../../src/index.js";
import { later } from "./cleanup.js";
import { Watch } from "./watch.js";

/** A runner that is ended with the test. */
export interface Running {
  readonly watch: Watch;
  readonly done: Promise<RunSummary>;
  /** Ends it and waits for its end. */
  stop(): Promise<RunSummary>;
}

export function start(options: Omit<RunAgentOptions, "signal" | "observe">): Running {
  const watch = new Watch();
  const end = new AbortController();
  const done = runAgent({ ...options, signal: end.signal, observe: watch.observe });
  // Who wants its rejection awaits `done`.
  done.catch(() => undefined);
  const stop = (): Promise<RunSummary> => {
    end.abort();
    return done;
  };
  later(() => stop().catch(() => undefined));
  return { watch, done, stop };
}
