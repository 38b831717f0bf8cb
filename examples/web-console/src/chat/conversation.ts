import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import {
  messageText,
  type ChatEvent,
  type ChatRun,
  type ChatUnknownEvent,
  type GatewayClient,
  type RunChange,
} from "@hawser/gateway-client";
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
  /** The runs of the turns that were begun here. */
  readonly #runs = new Map<Turn, ChatRun>();
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
      gateway.runs.onChange((change) => this.#changed(change)),
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
    const run = this.#gateway.chat.run({ sessionKey: this.key, message });
    const turn = this.#begin(run.idempotencyKey, message);
    this.#runs.set(turn, run);
    void followRun(run, turn).then(() => this.#ended(turn));
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
      if (inFlightRun != null && !this.#isOwn(inFlightRun.runId)) {
        const turn = this.#elsewhere(inFlightRun.runId);
        const { text = "" } = inFlightRun;
        if (text.length > turn.text.value.length) turn.text.value = text;
      }
    } catch (error) {
      this.#state.value = { status: "failed", problem: explain(error) };
    }
  }

  #begin(id: string, question: string | undefined): Turn {
    const before = new Set(this.#transcript.value.map((message) => message.id));
    const turn = newTurn({ id, question, before });
    this.#turns.value = [...this.#turns.value, turn];
    return turn;
  }

  #ended(turn: Turn): void {
    this.#runs.delete(turn);
    if (turn.phase.value.status === "done") this.#answered(turn.text.value);
    void this.read();
  }

  /** Own runs are followed by themselves; here come those that somebody else began. */
  #heard(event: ChatEvent | ChatUnknownEvent): void {
    if (event.sessionKey !== this.key || this.#isOwn(event.runId)) return;
    switch (event.state) {
      case "delta":
      case "status": {
        const turn = this.#elsewhere(event.runId);
        if (event.state === "delta") turn.text.value = grown(turn.text.value, event);
        return;
      }
      case "final":
      case "aborted":
      case "error": {
        const turn = this.#turns.value.find(({ id }) => id === event.runId);
        const said = "message" in event ? messageText(event.message) : undefined;
        if (turn === undefined) {
          void this.read();
          return;
        }
        if (event.state === "final") {
          turn.text.value = said ?? turn.text.value;
          turn.phase.value = { status: "done" };
        } else if (event.state === "aborted") turn.phase.value = { status: "stopped" };
        else {
          const what = ("errorMessage" in event && event.errorMessage) || "The run failed.";
          turn.phase.value = { status: "failed", problem: { what, help: "" } };
        }
        this.#ended(turn);
        return;
      }
    }
  }

  /** The tracker knows of ends that no chat event told, such as those of a gateway that went down. */
  #changed(change: RunChange): void {
    if (change.type !== "ended") return;
    const { run } = change;
    const turn = this.#turns.value.find(({ id }) => id === run.runId);
    if (turn === undefined || this.#runs.has(turn)) return;
    if (turn.phase.value.status !== "working") return;
    if (run.status === "lost") {
      const what = "The gateway does not know this run any more.";
      turn.phase.value = { status: "failed", problem: { what, help: "" } };
    } else turn.phase.value = { status: run.status === "aborted" ? "stopped" : "done" };
    void this.read();
  }

  #elsewhere(runId: string): Turn {
    const known = this.#turns.value.find(({ id }) => id === runId);
    if (known !== undefined) return known;
    const turn = this.#begin(runId, undefined);
    turn.phase.value = { status: "working", doing: "running" };
    // What was asked elsewhere is in the transcript by now.
    void this.read();
    return turn;
  }

  #isOwn(runId: string): boolean {
    return [...this.#runs.values()].some(
      (run) => run.runId === runId || run.idempotencyKey === runId,
    );
  }
}

/** Real gateways send the whole reply each time; the addition is for those that do not. */
function grown(text: string, event: ChatEvent | ChatUnknownEvent): string {
  if (event.state !== "delta" || !("message" in event || "deltaText" in event)) return text;
  const { message, deltaText, replace } = event as Extract<ChatEvent, { state: "delta" }>;
  return messageText(message) ?? (replace === true ? "" : text) + (deltaText ?? "");
}

/** Whether the transcript shows all there is to a turn, why it failed included. */
function isKept(turn: Turn, transcript: readonly Message[]): boolean {
  const missing = missingParts(turn, transcript);
  return !missing.question && !missing.answer && !missing.failure;
}
