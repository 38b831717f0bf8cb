import { AsyncStream } from "@hawser/core";
import type { AgentReply, Skip, Source, SourceContext, SourceTask } from "../../src/index.js";

/** What a task of a desk was told. */
export type Told =
  | { readonly what: "reply"; readonly reply: AgentReply }
  | { readonly what: "progress" | "status"; readonly text: string }
  | { readonly what: "fail" | "release"; readonly error: unknown }
  | { readonly what: "skip"; readonly skip: Skip };

/** A source without a wire: a test hands in tasks and reads what they were told. */
export class Desk implements Source {
  readonly name: string;
  readonly progressEveryMs: number = 0;
  readonly told: Map<string, Told[]> = new Map();
  context: SourceContext | undefined;
  readonly #stream = new AsyncStream<SourceTask>({ limit: Infinity });

  constructor(name = "desk") {
    this.name = name;
  }

  async *tasks(context: SourceContext): AsyncGenerator<SourceTask, void> {
    this.context = context;
    context.signal.addEventListener("abort", () => this.#stream.end(), { once: true });
    yield* this.#stream;
  }

  /** Hands in a task; what it does not say is made up. */
  put(id: string, task: Partial<SourceTask> = {}): void {
    const told: Told[] = this.told.get(id) ?? [];
    this.told.set(id, told);
    this.#stream.push({
      id,
      conversation: "c",
      text: `text of ${id}`,
      speaker: { kind: "person", id: "ada" },
      reply: (reply) => void told.push({ what: "reply", reply }),
      progress: (text) => void told.push({ what: "progress", text }),
      status: (text) => void told.push({ what: "status", text }),
      fail: (error) => void told.push({ what: "fail", error }),
      skip: (skip) => void told.push({ what: "skip", skip }),
      ...task,
    });
  }

  /** There is no more work. */
  end(): void {
    this.#stream.end();
  }

  fail(error: unknown): void {
    this.#stream.fail(error);
  }

  replies(): string[] {
    const all = [...this.told.values()].flat();
    return all.flatMap((one) => (one.what === "reply" ? [one.reply.text] : []));
  }
}

/** A promise and its end. */
export interface Gate {
  readonly passed: Promise<void>;
  open(): void;
}

export function gate(): Gate {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}
