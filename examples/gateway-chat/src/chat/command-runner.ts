import type { ChatApp } from "./chat-app.js";
import { type CommandName, commands } from "./commands.js";
import { findModel, modelChoice, modelOf } from "./models.js";
import { findSession, listSessions, shortKey } from "./session-list.js";
import { statusRows } from "./status-report.js";

/** Does what a command says. */
export class CommandRunner {
  readonly #app: ChatApp;

  constructor(app: ChatApp) {
    this.#app = app;
  }

  async run(name: CommandName, args: string): Promise<void> {
    const app = this.#app;
    switch (name) {
      case "help":
        return this.#help();
      case "sessions":
        return args === "" ? app.choose() : this.#openSession(args);
      case "new":
        return app.openNew(args);
      case "model":
        return this.#model(args);
      case "abort":
        return this.#abort();
      case "status":
        return this.#print(await statusRows(app));
      case "cut":
        return app.options.embedded?.cut();
      case "restart":
        this.#say("Restarting the gateway.");
        // Its own end is told by the connection.
        return void app.options.embedded?.restart().catch((error: unknown) => app.problem(error));
      case "quit":
        return app.leave();
      default:
        return name satisfies never;
    }
  }

  #help(): void {
    const { screen, options } = this.#app;
    const { colors } = screen;
    const list = commands(options.embedded !== undefined);
    const forms = list.map(({ name, args }) => `/${name}${args === undefined ? "" : ` ${args}`}`);
    const width = Math.max(...forms.map((form) => form.length)) + 2;
    this.#print([
      ...list.map(({ help }, i) => `  ${(forms[i] ?? "").padEnd(width)}${colors.dim(help)}`),
      colors.dim("  Everything else goes to the agent; //word sends it /word."),
    ]);
  }

  async #openSession(wanted: string): Promise<void> {
    const found = findSession(await listSessions(this.#app.client), wanted);
    if (found !== undefined) return this.#app.open(found.key);
    this.#say(`There is no session "${wanted}". /sessions lists them, /new ${wanted} begins one.`);
  }

  async #model(wanted: string): Promise<void> {
    const { client, conversation, signal } = this.#app;
    const { models } = await client.models.list();
    const key = conversation.sessionKey;
    const model =
      wanted === ""
        ? await this.#chooseModel(models.map((one) => modelChoice(one)))
        : findModel(models, wanted);
    if (signal.aborted) return;
    if (model === undefined) {
      if (wanted !== "") this.#say(`There is no model "${wanted}". /model lists them.`);
      return;
    }
    await client.sessions.patch({ key, model });
    this.#say(`${shortKey(key)} now uses ${model}.`);
  }

  async #chooseModel(
    choices: readonly ReturnType<typeof modelChoice>[],
  ): Promise<string | undefined> {
    const { client, screen, conversation, signal } = this.#app;
    const current = await modelOf(client, conversation.sessionKey);
    const text = current === undefined ? "Which model?" : `Which model? Now: ${current}`;
    return screen.choose({ text, choices, initial: current }, signal);
  }

  async #abort(): Promise<void> {
    const { client, conversation } = this.#app;
    if (conversation.abort()) return;
    // Somebody else's run, or one from before we came.
    const { aborted } = await client.chat.abort({ sessionKey: conversation.sessionKey });
    this.#say(
      aborted === true ? "Stopped the reply in this session." : "There is nothing to stop.",
    );
  }

  #say(text: string): void {
    const { screen } = this.#app;
    screen.notice(screen.colors.dim(text));
  }

  #print(rows: readonly string[]): void {
    const { screen } = this.#app;
    screen.gap();
    screen.print(...rows);
  }
}
