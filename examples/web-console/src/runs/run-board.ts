import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { GatewayClient, Run, Subagent } from "@hawser/gateway-client";

/** How many runs that ended stay in view. */
const RECENT = 8;

/** Runs in flight, those that ended last, and subagents, as signals. */
export class RunBoard {
  readonly #gateway: GatewayClient;
  readonly #active = signal<readonly Run[]>([]);
  readonly #recent = signal<readonly Run[]>([]);
  readonly #subagents = signal<readonly Subagent[]>([]);

  constructor(gateway: GatewayClient) {
    this.#gateway = gateway;
    gateway.runs.onChange(() => this.#read());
    this.#read();
  }

  /** The oldest first. */
  get active(): ReadonlySignal<readonly Run[]> {
    return this.#active;
  }

  /** The latest first. */
  get recent(): ReadonlySignal<readonly Run[]> {
    return this.#recent;
  }

  /** Those at work first, then those that ended last. */
  get subagents(): ReadonlySignal<readonly Subagent[]> {
    return this.#subagents;
  }

  /** Keys of the sessions that have a run in flight. */
  readonly busy: ReadonlySignal<ReadonlySet<string>> = computed(
    () => new Set(this.#active.value.flatMap(({ sessionKey }) => sessionKey ?? [])),
  );

  /** Stops a run at the gateway. Rejects when that cannot be asked. */
  async stop(run: Run): Promise<void> {
    const { sessionKey, runId } = run;
    if (sessionKey === undefined) return;
    await this.#gateway.chat.abort({ sessionKey, runId });
  }

  #read(): void {
    const { active, recent, subagents } = this.#gateway.runs;
    this.#active.value = active;
    this.#recent.value = recent.slice(-RECENT).reverse();
    this.#subagents.value = subagents.toReversed().toSorted(byWork);
  }
}

function byWork(a: Subagent, b: Subagent): number {
  return Number(b.status === "working") - Number(a.status === "working");
}
