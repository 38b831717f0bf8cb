import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { ChatEvent, ChatRun, ChatUnknownEvent, GatewayClient } from "@hawser/gateway-client";
import type { Problem } from "@hawser/example-web-parts/line";
import { explain } from "../line/explain.js";
import { followRun } from "./follow-run.js";
import { readMessages, type Message } from "./message.js";
import { missingParts, newTurn, type Turn } from "./turn.js";

/** How many messages of the past are fetched. */
const HISTORY = 200;

/** Where the transcript stands. */
export type TranscriptState =
  | { readonly status: "loading" }
  | { readonly status: "ready" }
  | { readonly status: "failed"; readonly problem: Problem };

/** One session as it is read and written here: its transcript, and the turns that happen now. */
export class Conversation {
  readonly key: string;
  readonly draft: Signal<string> = signal("");
  readonly #gateway: GatewayClient;
  readonly #transcript = signal<readonly Message[]>([]);
  readonly #state = signal<TranscriptState>({ status: "loading" });
  readonly #turns = signal<readonly Turn[]>([]);
  /** The runs of the turns that have not ended. */
  readonly #runs = new Map<Turn, ChatRun>();
  readonly #closing = new AbortController();
  readonly #release: readonly (() => void)[];
  readonly #answered: (text: string) => void;
  #reading: Promise<void> | undefined;
  #readAgain = false;

  /** @param answered is told of each whole answer, for a screen reader. */
  constructor(
    gateway: GatewayClient,
    key: string,
    answered: (text: string) => void = () => undefined,
  ) {
    this.#gateway = gateway;
    this.key = key;
    this.#answered = answered;
    this.#release = [
      gateway.on("chat", (event) => this.#heard(event)),
      // After missed events only the transcript knows.
      gateway.on("resync", () => void this.read()),
    ];
    for (const { runId } of gateway.runs.find({ sessionKey: key })) this.#elsewhere(runId);
    void this.read();
  }

  /** What the gateway keeps of the session, the oldest first. */
  get transcript(): ReadonlySignal<readonly Message[]> {
    return this.#transcript;
  }

  get state(): ReadonlySignal<TranscriptState> {
    return this.#state;
  }

  /** What happens now, or has just happened and is not in the transcript yet. */
  get turns(): ReadonlySignal<readonly Turn[]> {
    return this.#turns;
  }

  /** Whether something is being answered. */
  readonly working: ReadonlySignal<boolean> = computed(() =>
    this.#turns.value.some(({ phase }) => phase.value.status === "working"),
  );

  /** Sends a message. The line may be down: it then leaves, once, when it is back. */
  send(message: string): void {
    this.#show(this.#gateway.chat.run({ sessionKey: this.key, message }), message);
  }

  /** Stops everything that is being answered here, also what was begun elsewhere. Rejects when that fails. */
  async stop(): Promise<void> {
    await this.#gateway.chat.abort({ sessionKey: this.key });
  }

  /** Takes a turn out of view, such as one that failed before the gateway had it. */
  dismiss(turn: Turn): void {
    this.#turns.value = this.#turns.value.filter((other) => other !== turn);
  }

  /** Fetches the transcript; asked again meanwhile, it is fetched once more. Never rejects. */
  async read(): Promise<void> {
    this.#readAgain = true;
    this.#reading ??= this.#readWhileAsked();
    await this.#reading;
  }

  close(): void {
    for (const release of this.#release) release();
    this.#closing.abort();
  }

  async #readWhileAsked(): Promise<void> {
    while (this.#readAgain) {
      this.#readAgain = false;
      await this.#readOnce();
    }
    this.#reading = undefined;
  }

  async #readOnce(): Promise<void> {
    // Only what had ended before the question was asked can be whole in the answer.
    const ended = this.#turns.value.filter(({ phase }) => phase.value.status !== "working");
    try {
      const history = await this.#gateway.chat.history({ sessionKey: this.key, limit: HISTORY });
      const messages = readMessages(history.messages);
      this.#transcript.value = messages;
      this.#turns.value = this.#turns.value.filter(
        (turn) => !ended.includes(turn) || !isKept(turn, messages),
      );
      this.#state.value = { status: "ready" };
      const { inFlightRun } = history;
      if (inFlightRun != null && !this.#isKnown(inFlightRun.runId))
        this.#elsewhere(inFlightRun.runId);
    } catch (error) {
      this.#state.value = { status: "failed", problem: explain(error) };
    }
  }

  /** Shows a run as it happens. */
  #show(run: ChatRun, question: string | undefined): void {
    const before = new Set(this.#transcript.value.map((message) => message.id));
    const turn = newTurn({ id: run.idempotencyKey, question, before });
    this.#turns.value = [...this.#turns.value, turn];
    this.#runs.set(turn, run);
    void followRun(run, turn).then(() => this.#ended(turn));
  }

  #ended(turn: Turn): void {
    this.#runs.delete(turn);
    if (this.#closing.signal.aborted) return;
    if (turn.phase.value.status === "done") this.#answered(turn.text.value);
    void this.read();
  }

  /** Where something is at work that nobody here has seen, or was. */
  #heard({ sessionKey, runId, state }: ChatEvent | ChatUnknownEvent): void {
    if (sessionKey !== this.key || this.#isKnown(runId)) return;
    if (state === "delta" || state === "status") this.#elsewhere(runId);
    else void this.read();
  }

  /** Somebody else began it. */
  #elsewhere(runId: string): void {
    const { signal } = this.#closing;
    const run = this.#gateway.chat.follow({ sessionKey: this.key, runId }, { signal });
    this.#show(run, undefined);
    // What was asked is in the transcript by now.
    void this.read();
  }

  #isKnown(runId: string): boolean {
    const isShown = this.#turns.value.some(({ id }) => id === runId);
    return isShown || [...this.#runs.values()].some((run) => run.runId === runId);
  }
}

/** Whether the transcript shows all there is to a turn, why it failed included. */
function isKept(turn: Turn, transcript: readonly Message[]): boolean {
  const missing = missingParts(turn, transcript);
  return !missing.question && !missing.answer && !missing.failure;
}
