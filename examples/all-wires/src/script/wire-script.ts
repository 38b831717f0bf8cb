import type { RunnerEvent } from "@hawser/agent-runner";
import type { Board } from "../screen/board.js";
import { PATIENCE_MS } from "../wires/line.js";
import type { Wire } from "../wires/wire.js";
import type { Tally } from "./score.js";

type Ended = Extract<RunnerEvent, { type: "ended" }>;
type Questions = Readonly<Record<string, readonly [string, string, string]>>;

/** What is asked on one wire, and what came of it. */
export class WireScript {
  readonly wire: Wire;
  readonly questions: string[] = [];
  readonly #board: Board;
  #ended = 0;
  #healed = 0;
  #look: () => void = () => undefined;
  /** The question in whose answer the line is to be cut. */
  #fuse: { readonly question: string; readonly burn: () => void } | undefined;

  constructor(wire: Wire, board: Board) {
    this.wire = wire;
    this.#board = board;
  }

  /** One question, and its answer. */
  async calm(questions: Questions): Promise<void> {
    this.#ask(this.#questionOf(questions, 0));
    await this.#allAnswered();
  }

  /** A question whose answer is cut, and one that comes while the line is down. */
  async storm(questions: Questions): Promise<void> {
    const question = this.#questionOf(questions, 1);
    const middle = new Promise<void>((resolve) => (this.#fuse = { question, burn: resolve }));
    this.#ask(question);
    await inTime(middle, `${this.wire.label}: nobody answers "${question}"`);
    const at = performance.now();
    this.#board.cut(this.wire.name);
    const healed = this.wire.cut().then(() => {
      this.#healed += 1;
      this.#board.healed(this.wire.name, performance.now() - at);
    });
    this.#ask(this.#questionOf(questions, 2));
    await healed;
    await this.#allAnswered();
  }

  /** The agent says this much of an answer. */
  spoke(question: string, text: string, isMiddle: boolean): void {
    this.#board.text(this.wire.name, text);
    if (isMiddle && this.#fuse?.question === question) {
      this.#fuse.burn();
      this.#fuse = undefined;
    }
  }

  /** The runner is done with a task of this wire. */
  ended({ reply, durationMs }: Ended): void {
    this.#ended += 1;
    this.#board.answered(this.wire.name, reply?.text ?? "(no answer)", durationMs);
    this.#look();
  }

  tally(): Tally {
    const { label } = this.wire;
    const answers = this.wire.answers();
    return { label, questions: this.questions, answers, healed: this.#healed };
  }

  #questionOf(questions: Questions, index: 0 | 1 | 2): string {
    const own = questions[this.wire.name];
    if (own === undefined) throw new Error(`nothing to ask on ${this.wire.name}`);
    return own[index];
  }

  #ask(question: string): void {
    this.questions.push(question);
    this.#board.asked(this.wire.name, question);
    this.wire.ask(question);
  }

  async #allAnswered(): Promise<void> {
    const { label } = this.wire;
    const ended = new Promise<void>((resolve) => {
      this.#look = () => this.#ended >= this.questions.length && resolve();
      this.#look();
    });
    await inTime(ended, `${label}: the agent is not done`);
    await inTime(this.wire.settled(), `${label}: the answer does not arrive`);
  }
}

/** Resolves or rejects as `promise` does. @throws Error when it does neither in time. */
async function inTime<T>(promise: Promise<T>, late: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(late)), PATIENCE_MS);
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}
