import type { ChatRun, GatewayClient } from "@hawser/gateway-client";
import type { Screen, ScreenStatus } from "../terminal/screen.js";
import { wrap } from "../text/line-wrapper.js";
import { showReply } from "./reply.js";

interface Turn {
  readonly message: string;
  readonly run: ChatRun;
  readonly startedAt: number;
}

/** The messages that are being answered in the open session, and what is shown of them. */
export class Conversation {
  readonly #client: GatewayClient;
  readonly #screen: Screen;
  readonly #now: () => number;
  readonly #onChange: () => void;
  readonly #turns: Turn[] = [];
  #doing: string | undefined;
  sessionKey: string;

  constructor(o: {
    readonly client: GatewayClient;
    readonly screen: Screen;
    readonly sessionKey: string;
    readonly now: () => number;
    /** The activity is another, or the last reply has ended. */
    readonly onChange: () => void;
  }) {
    this.#client = o.client;
    this.#screen = o.screen;
    this.#now = o.now;
    this.#onChange = o.onChange;
    this.sessionKey = o.sessionKey;
  }

  get busy(): boolean {
    return this.#turns.length > 0;
  }

  get activity(): ScreenStatus["activity"] {
    const [turn] = this.#turns;
    if (turn === undefined) return undefined;
    return { text: `${this.#doing ?? "sending"} · Ctrl-C stops`, since: turn.startedAt };
  }

  /** Messages that were sent while another was being answered. */
  get waiting(): readonly string[] {
    return this.#turns.slice(1).map(({ message }) => message);
  }

  /** Sends a message. Messages and replies are shown one after the other, in their order. */
  send(message: string): void {
    const run = this.#client.chat.run({ sessionKey: this.sessionKey, message });
    this.#turns.push({ message, run, startedAt: this.#now() });
    if (this.#turns.length === 1) void this.#showAll();
    else this.#onChange();
  }

  /** Stops what is being answered; false when there is nothing. */
  abort(): boolean {
    for (const { run } of this.#turns) void run.abort();
    if (this.busy) this.#did("stopping");
    return this.busy;
  }

  async #showAll(): Promise<void> {
    for (let turn = this.#turns[0]; turn !== undefined; turn = this.#turns[0]) {
      printUser(this.#screen, turn.message);
      this.#did("sending");
      await showReply(turn.run, this.#screen, (text) => this.#did(text));
      this.#turns.shift();
    }
    this.#doing = undefined;
    this.#onChange();
  }

  #did(text: string): void {
    if (this.#doing === text) return;
    this.#doing = text;
    this.#onChange();
  }
}

/** Shows a message of ours. */
export function printUser(screen: Screen, message: string): void {
  const { colors } = screen;
  screen.gap();
  const rows = wrap(message, screen.width - 2);
  screen.print(...rows.map((row, i) => colors.cyan(`${i === 0 ? "›" : " "} ${row}`)));
}
