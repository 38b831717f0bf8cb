import { AgentFailure, type AgentStep, type GatewayAgent } from "@hawser/testkit";

/**
 * An agent that says what the test hands it, when the test hands it. Each message gets the pieces
 * that are said from then on, until `done()`.
 */
export class GatedAgent {
  readonly #queue: (AgentStep | AgentFailure | "done")[] = [];
  #wake: () => void = () => undefined;
  readonly heard: string[] = [];

  say(...steps: AgentStep[]): void {
    this.#queue.push(...steps);
    this.#wake();
  }

  done(): void {
    this.#queue.push("done");
    this.#wake();
  }

  fail(message: string): void {
    this.#queue.push(new AgentFailure(message));
    this.#wake();
  }

  get agent(): GatewayAgent {
    const next = (signal: AbortSignal): Promise<AgentStep | AgentFailure | "done"> =>
      this.#next(signal);
    const { heard } = this;
    return async function* gated(text, { signal }) {
      heard.push(text);
      for (;;) {
        const step = await next(signal);
        if (step === "done") return;
        if (step instanceof AgentFailure) throw step;
        yield step;
      }
    };
  }

  async #next(signal: AbortSignal): Promise<AgentStep | AgentFailure | "done"> {
    for (;;) {
      if (signal.aborted) return "done";
      const step = this.#queue.shift();
      if (step !== undefined) return step;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    }
  }
}
