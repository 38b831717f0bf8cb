import { GatewayClient, type GatewayClientOptions } from "@hawser/gateway-client";
import type { Screen } from "../terminal/screen.js";
import { ApprovalDesk } from "./approval-desk.js";
import { readTyped } from "./commands.js";
import { CommandRunner } from "./command-runner.js";
import { ConnectionNotices } from "./connection-notices.js";
import { Conversation } from "./conversation.js";
import { explain } from "./explain.js";
import { printHistory, SHOWN } from "./history.js";
import { Interrupts } from "./interrupts.js";
import { OtherRuns } from "./other-runs.js";
import { listSessions, mainSession, newSession, sessionChoices, shortKey } from "./session-list.js";

/** What can be broken on purpose where the gateway runs in this process. */
export interface EmbeddedControls {
  cut(): void;
  restart(): Promise<void>;
}

export interface ChatAppOptions {
  readonly client: GatewayClientOptions;
  readonly screen: Screen;
  /** How the gateway is called in the first row: its address, or that it is the embedded one. */
  readonly gatewayName: string;
  readonly gatewayUrl: string;
  readonly embedded?: EmbeddedControls;
  /** The session to open; without it, somebody chooses. */
  readonly sessionKey?: string;
  /** Lines wait for the reply to the one before: nobody reads along. */
  readonly inTurn: boolean;
  readonly now: () => number;
}

const NEW = "(new)";

/** The chat: what is typed goes to the agent or is a command, what comes is shown. */
export class ChatApp {
  readonly client: GatewayClient;
  readonly screen: Screen;
  readonly conversation: Conversation;
  readonly approvals: ApprovalDesk;
  readonly options: ChatAppOptions;
  readonly #notices: ConnectionNotices;
  readonly #runner: CommandRunner;
  readonly #others: OtherRuns;
  readonly #interrupts = new Interrupts();
  readonly #leaving = new AbortController();
  readonly #done: Promise<number>;
  #leave: (code: number) => void = () => undefined;
  /** Lines that wait, where they are worked in turn, and whether more can come. */
  readonly #lines: string[] = [];
  #moreLines = true;
  /** A session is open and nothing is being asked. */
  #open = false;
  /** Commands under way. */
  #working = 0;

  constructor(options: ChatAppOptions) {
    const { screen, now } = options;
    this.options = options;
    this.screen = screen;
    this.client = new GatewayClient(options.client);
    const onChange = (): void => this.#changed();
    this.conversation = new Conversation({
      client: this.client,
      screen,
      now,
      onChange,
    });
    this.approvals = new ApprovalDesk({
      client: this.client,
      screen,
      now,
      openSession: () => this.conversation.sessionKey,
      onChange,
    });
    this.#notices = new ConnectionNotices({ client: this.client, screen, now, onChange });
    this.#runner = new CommandRunner(this);
    this.#others = new OtherRuns(this.client, screen);
    this.#done = new Promise((resolve) => {
      this.#leave = resolve;
    });
  }

  /** Aborts when somebody leaves. */
  get signal(): AbortSignal {
    return this.#leaving.signal;
  }

  get connectionWord(): string {
    return this.#notices.word;
  }

  /** Runs until somebody leaves or nothing can be done any more. @returns the exit code. */
  async run(): Promise<number> {
    this.client.on("state", (state) => {
      if (state.status === "closed" && state.error !== undefined) this.#giveUp(state.error);
    });
    void this.#begin();
    const code = await this.#done;
    this.#leaving.abort();
    await this.client.close();
    return code;
  }

  leave(code = 0): void {
    this.#leave(code);
  }

  typed(line: string): void {
    this.#lines.push(line);
    this.#work();
  }

  interrupted(): void {
    const { conversation, screen } = this;
    const typed = screen.clearTyped();
    const meaning = this.#interrupts.press(this.options.now(), {
      running: conversation.busy,
      typed,
    });
    if (meaning === "leave") this.leave();
    else if (meaning === "abort") conversation.abort();
    else if (meaning === "warn") screen.print(screen.colors.dim("Ctrl-C again leaves."));
  }

  inputEnded(): void {
    this.#moreLines = false;
    if (!this.options.inTurn) this.leave();
    else this.#work();
  }

  /** Opens a session: shows what was said in it, and talks there from now on. */
  async open(sessionKey: string): Promise<void> {
    const { screen, conversation } = this;
    const { colors, width } = screen;
    this.#others.stop();
    conversation.leaveFor(sessionKey);
    screen.gap();
    const title = `── ${shortKey(sessionKey)} `;
    screen.print(colors.dim(title.padEnd(Math.min(width, 60), "─")));
    try {
      const history = await this.client.chat.history({ sessionKey, limit: SHOWN });
      if (conversation.sessionKey !== sessionKey) return;
      printHistory(history, screen);
      conversation.resume(history.messages);
      this.#others.watch(history, (runId) => conversation.knows(runId));
    } catch (error) {
      this.problem(error);
    }
  }

  /** Lets somebody choose a session, and opens it. */
  async choose(): Promise<void> {
    const { conversation, options, screen } = this;
    const now = options.now();
    const sessions = await listSessions(this.client);
    // What stands before each entry takes some columns.
    const choices = sessionChoices(sessions, now, screen.width - 6);
    const initial = conversation.sessionKey === "" ? choices[0]?.value : conversation.sessionKey;
    // A list that is only printed is to be read from 1, and /new says the rest.
    if (!options.inTurn) choices.unshift({ value: NEW, label: "+ a new session" });
    const chosen = await screen.choose({ text: "Which session?", choices, initial }, this.signal);
    if (chosen === NEW) await this.openNew("");
    else if (chosen !== undefined && chosen !== conversation.sessionKey) await this.open(chosen);
  }

  async openNew(name: string): Promise<void> {
    await this.open(newSession(this.client, name, new Date(this.options.now())));
  }

  /** Says what went wrong and what to do. */
  problem(error: unknown): void {
    const { what, todo } = explain(error);
    const { colors } = this.screen;
    this.screen.print(colors.red(`✗ ${what}`), ...todo.map((row) => `  ${row}`));
  }

  async #begin(): Promise<void> {
    const { screen, options } = this;
    try {
      const hello = await this.client.connect({ signal: this.signal });
      const { version } = hello.server;
      const server = `OpenClaw ${version}, protocol ${this.client.protocol}`;
      screen.print(screen.colors.bold(`${options.gatewayName} · ${server}`));
      screen.print(screen.colors.dim("/help shows what can be typed."));
      const { missing } = this.client.scopes;
      if (missing.length > 0) {
        const row = `! The gateway did not grant ${missing.join(", ")}: some things will not work.`;
        screen.print(screen.colors.yellow(row));
      }
      await this.#firstSession();
      this.#open = true;
      this.#work();
    } catch (error) {
      if (!this.signal.aborted) this.#giveUp(error);
    }
  }

  async #firstSession(): Promise<void> {
    const { sessionKey, inTurn } = this.options;
    if (sessionKey !== undefined) return this.open(sessionKey);
    const main = mainSession(this.client);
    if (inTurn || (await listSessions(this.client)).length === 1) return this.open(main);
    await this.choose();
    if (this.conversation.sessionKey === "" && !this.signal.aborted) await this.open(main);
  }

  #giveUp(error: unknown): void {
    this.problem(error);
    this.leave(1);
  }

  /** Works the lines that were typed, as far as they can be worked now. */
  #work(): void {
    const { inTurn } = this.options;
    while (this.#lines.length > 0) {
      const line = this.#lines[0] ?? "";
      const typed = readTyped(line, this.options.embedded !== undefined);
      const asked = this.approvals.asking && typed.kind !== "command";
      const must = asked || (typed.kind === "command" && typed.name === "quit");
      if (!must && !this.#open) return;
      if (asked && this.approvals.deciding) return;
      if (!must && inTurn && (this.conversation.busyAnywhere || this.#working > 0)) return;
      this.#lines.shift();
      if (asked) {
        this.approvals.answer(line);
        continue;
      }
      if (typed.kind === "message") this.conversation.send(typed.text);
      else if (typed.kind === "command") this.#command(typed.name, typed.args);
      else if (typed.kind === "unknown") {
        const meant = typed.nearest === undefined ? "" : ` Did you mean /${typed.nearest}?`;
        this.screen.print(this.screen.colors.yellow(`There is no /${typed.name}.${meant}`));
      }
    }
    if (this.#moreLines) return;
    if (this.#lines.length === 0 && this.approvals.asking) this.approvals.denyAll();
    const idle = this.#working === 0 && !this.conversation.busyAnywhere && this.#lines.length === 0;
    if (this.#open && idle) this.leave();
  }

  #command(name: Parameters<CommandRunner["run"]>[0], args: string): void {
    this.#working += 1;
    void this.#runner
      .run(name, args)
      .catch((error: unknown) => this.problem(error))
      .finally(() => {
        this.#working -= 1;
        this.#work();
      });
  }

  #changed(): void {
    const { conversation } = this;
    const { activity, countdown } = this.#notices.status;
    const key = conversation.sessionKey;
    const place = key === "" ? this.#notices.word : `${shortKey(key)} · ${this.#notices.word}`;
    const { askedAt } = this.approvals;
    const asking = { text: "waiting for your answer", since: askedAt ?? 0 };
    const own = askedAt === undefined ? conversation.activity : asking;
    const shown = { activity: activity ?? own, countdown, place, waiting: conversation.waiting };
    this.screen.status(shown);
    this.#work();
  }
}
