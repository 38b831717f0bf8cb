import {
  runAgent,
  type RunAgentOptions,
  type RunnerEvent,
  type RunSummary,
} from "@hawser/agent-runner";
import { afterEach } from "vitest";

type Of<T extends RunnerEvent["type"]> = Extract<RunnerEvent, { type: T }>;

const PATIENCE_MS = 60_000;

/** A runner under way, and what it told. */
export class Running {
  readonly events: RunnerEvent[] = [];
  readonly #end = new AbortController();
  readonly #done: Promise<RunSummary>;
  #look: (() => void)[] = [];

  constructor(options: RunAgentOptions) {
    this.#done = runAgent({
      ...options,
      signal: this.#end.signal,
      observe: (event) => {
        this.events.push(event);
        for (const look of this.#look.splice(0)) look();
      },
    });
    // Whoever stops it is told.
    this.#done.catch(() => undefined);
  }

  of<T extends RunnerEvent["type"]>(type: T): Of<T>[] {
    return this.events.filter((event): event is Of<T> => event.type === type);
  }

  /** The events of a type once there are so many; rejects when the runner ends before that. */
  async until<T extends RunnerEvent["type"]>(
    type: T,
    count: number = 1,
    timeoutMs: number = PATIENCE_MS,
  ): Promise<Of<T>[]> {
    const end = performance.now() + timeoutMs;
    while (this.of(type).length < count) {
      const left = end - performance.now();
      if (left <= 0) throw new Error(`no ${count} × ${type}: ${this.#told()}`);
      let timer: NodeJS.Timeout | undefined;
      const told = new Promise<void>((resolve) => {
        this.#look.push(resolve);
        timer = setTimeout(resolve, left);
      });
      await Promise.race([told, this.#done]);
      clearTimeout(timer);
    }
    return this.of(type);
  }

  /** Lets it end, and says what came of it. */
  stop(): Promise<RunSummary> {
    this.#end.abort();
    return this.#done;
  }

  #told(): string {
    return this.events.map((event) => JSON.stringify(event).slice(0, 200)).join("\n");
  }
}

/** Runners for one `describe`, so that no test leaves one running. */
export function useRunners(): (options: RunAgentOptions) => Running {
  const running: Running[] = [];
  afterEach(async () => {
    await Promise.allSettled(running.splice(0).map((one) => one.stop()));
  });
  return (options) => {
    const one = new Running({ drainMs: 1000, ...options });
    running.push(one);
    return one;
  };
}
