import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What the people are told to do. */
export type LoadCommand =
  | { readonly do: "connect"; readonly url: string; readonly people: number }
  | { readonly do: "join"; readonly groupId: string }
  | { readonly do: "echo"; readonly messages: number }
  /** Done when everybody got so many messages unasked, counted from the join. */
  | { readonly do: "receive"; readonly messages: number };

/** The people, in a process of their own. */
export class LoadProcess {
  readonly #child: ChildProcess = fork(fileURLToPath(new URL("load/main.js", import.meta.url)), {
    execArgv: [],
  });

  /** Resolves when all of them have done it. */
  async perform(command: LoadCommand): Promise<void> {
    this.#child.send(command);
    const [answer] = (await once(this.#child, "message")) as [{ done: boolean; error?: string }];
    if (!answer.done) throw new Error(answer.error);
  }

  async stop(): Promise<void> {
    const gone = once(this.#child, "exit");
    this.#child.disconnect();
    await gone;
  }
}
