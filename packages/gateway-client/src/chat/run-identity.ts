/** Under which ids the gateway knows a message, and what is known of the process that knows them. */
export class RunIdentity {
  readonly #key: string;
  readonly ids: Set<string>;
  /** The id of the run at work; the message's key until the gateway names one. */
  current: string;
  /** The process that took the message is gone. */
  restarted = false;
  /** The gateway is done with the message's key. */
  done = false;
  /** When the message first left, by the gateway's clock, ms. */
  sentAt: number | undefined;
  /** The run at work carries another id than the message; it may turn out to be somebody else's. */
  #adopted: { readonly restarted: boolean } | undefined;

  constructor(key: string) {
    this.#key = key;
    this.current = key;
    this.ids = new Set([key]);
  }

  get adopted(): boolean {
    return this.#adopted !== undefined;
  }

  /** The gateway is another process now. */
  lost(): void {
    this.restarted = true;
    this.done = false;
  }

  /** The gateway has the message, under this id where it names one. */
  taken(runId: string | undefined, done: boolean): void {
    this.restarted = false;
    this.done = done;
    if (runId === undefined || this.ids.has(runId)) return;
    this.ids.add(runId);
    if (!this.adopted) this.current = runId;
  }

  adopt(runId: string): void {
    // Should the run be another's, what was known before holds again.
    this.#adopted = { restarted: this.restarted || this.#adopted?.restarted === true };
    this.restarted = false;
    this.ids.add(runId);
    this.current = runId;
  }

  /** Gives an adopted run up and returns its id. */
  disclaim(): string | undefined {
    if (this.#adopted === undefined) return undefined;
    const runId = this.current;
    this.restarted ||= this.#adopted.restarted;
    this.#adopted = undefined;
    this.ids.delete(runId);
    this.current = this.#key;
    return runId;
  }
}
