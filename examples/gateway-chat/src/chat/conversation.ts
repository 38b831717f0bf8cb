import type { ChatMessage, ChatRun, GatewayClient } from "@hawser/gateway-client";
import { messageText } from "@hawser/gateway-client";
import type { Screen, ScreenStatus } from "../terminal/screen.js";
import { wrap } from "../text/line-wrapper.js";
import { ReplyView } from "./reply.js";
import { shortKey } from "./session-list.js";

/** A message of ours and its reply. */
interface Turn {
  readonly message: string;
  readonly run: ChatRun;
  readonly startedAt: number;
}

/** What is under way in one session. The first turn is the one that is shown. */
interface Lane {
  readonly key: string;
  readonly turns: Turn[];
  view: ReplyView | undefined;
  doing: string | undefined;
}

/** The messages that are being answered, and what is shown of them: those of the open session. */
export class Conversation {
  readonly #client: GatewayClient;
  readonly #screen: Screen;
  readonly #now: () => number;
  readonly #onChange: () => void;
  readonly #lanes = new Map<string, Lane>();
  #key = "";

  constructor(o: {
    readonly client: GatewayClient;
    readonly screen: Screen;
    readonly now: () => number;
    /** The activity is another, or the last reply has ended. */
    readonly onChange: () => void;
  }) {
    this.#client = o.client;
    this.#screen = o.screen;
    this.#now = o.now;
    this.#onChange = o.onChange;
  }

  /** The open session, "" before there is one. */
  get sessionKey(): string {
    return this.#key;
  }

  /** Whether something is under way in the open session. */
  get busy(): boolean {
    return this.#open.turns.length > 0;
  }

  /** Whether something is under way in any session. */
  get busyAnywhere(): boolean {
    return [...this.#lanes.values()].some(({ turns }) => turns.length > 0);
  }

  get activity(): ScreenStatus["activity"] {
    const { turns, doing = "sending" } = this.#open;
    const [turn] = turns;
    return turn && { text: `${doing} · Ctrl-C stops`, since: turn.startedAt };
  }

  /** Messages that were sent while another was being answered. */
  get waiting(): readonly string[] {
    return this.#open.turns.slice(1).map(({ message }) => message);
  }

  /** Goes on in another session. What is under way in this one goes on as well, unseen. */
  leaveFor(sessionKey: string): void {
    this.#open.view?.hide();
    this.#key = sessionKey;
    this.#onChange();
  }

  /** Shows what is still under way in the open session, after its history was shown. */
  resume(history: readonly ChatMessage[]): void {
    const { turns, view } = this.#open;
    const [turn] = turns;
    if (turn === undefined || view === undefined) return;
    const last = history.findLast(({ role }) => role === "user");
    // Protocol 3 writes a message into the history when it has been answered.
    if (messageText(last) !== turn.message) printUser(this.#screen, turn.message);
    view.unhide(turn.run.text);
  }

  /** Sends a message. Messages and replies are shown one after the other, in their order. */
  send(message: string): void {
    const lane = this.#open;
    const run = this.#client.chat.run({ sessionKey: lane.key, message });
    lane.turns.push({ message, run, startedAt: this.#now() });
    if (lane.turns.length === 1) void this.#showAll(lane);
    else this.#onChange();
  }

  /** Stops what is being answered in the open session; false when there is nothing. */
  abort(): boolean {
    const lane = this.#open;
    for (const { run } of lane.turns) void run.abort();
    if (this.busy) this.#does(lane, "stopping");
    return this.busy;
  }

  /** Whether this run is one of ours. */
  knows(runId: string): boolean {
    return [...this.#lanes.values()].some(({ turns }) =>
      turns.some(({ run }) => run.runId === runId),
    );
  }

  get #open(): Lane {
    const lane = this.#lanes.get(this.#key);
    if (lane !== undefined) return lane;
    const fresh: Lane = { key: this.#key, turns: [], view: undefined, doing: undefined };
    this.#lanes.set(this.#key, fresh);
    return fresh;
  }

  async #showAll(lane: Lane): Promise<void> {
    for (let turn = lane.turns[0]; turn !== undefined; turn = lane.turns[0]) {
      const seen = lane.key === this.#key;
      if (seen) printUser(this.#screen, turn.message);
      const view = new ReplyView(this.#screen, (text) => this.#does(lane, text));
      if (!seen) view.hide();
      lane.view = view;
      this.#does(lane, "sending");
      await view.follow(turn.run);
      lane.turns.shift();
      if (view.hidden) this.#screen.notice(this.#screen.colors.dim(ended(lane, turn)));
    }
    lane.view = undefined;
    lane.doing = undefined;
    this.#onChange();
  }

  #does(lane: Lane, text: string): void {
    if (lane.doing === text) return;
    lane.doing = text;
    this.#onChange();
  }
}

function ended({ key }: Lane, { message }: Turn): string {
  return `✓ In ${shortKey(key)}, "${message.slice(0, 30)}" is done.`;
}

/** Shows a message of ours. */
export function printUser(screen: Screen, message: string): void {
  const { colors } = screen;
  screen.gap();
  const rows = wrap(message, screen.width - 2);
  screen.print(...rows.map((row, i) => colors.cyan(`${i === 0 ? "›" : " "} ${row}`)));
}
