import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const leash = fileURLToPath(new URL("./leash.mjs", import.meta.url));
const MAX_LOG_CHARS = 200_000;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A child process that cannot outlive this one, with the end of what it printed. */
export class LeashedProcess {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  readonly #output: { text: string };
  #exit: Exit | undefined;

  private constructor(pid: number, exited: Promise<Exit>, output: { text: string }) {
    this.pid = pid;
    this.#output = output;
    this.exited = exited.then((exit) => (this.#exit = exit));
  }

  static async start(
    command: string,
    args: readonly string[],
    o: { env: NodeJS.ProcessEnv; cwd: string },
  ): Promise<LeashedProcess> {
    const child = spawn(process.execPath, [leash, command, ...args], {
      ...o,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const output = { text: "" };
    const keep = (data: unknown): void => {
      output.text = (output.text + String(data)).slice(-MAX_LOG_CHARS);
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    const exited = exitOf(child);
    const pid = await new Promise<number>((resolve, reject) => {
      child.on("message", (message: { pid?: number }) => {
        if (message.pid !== undefined) resolve(message.pid);
      });
      child.once("error", reject);
      child.once("close", () => reject(new Error(`cannot start ${command}: ${output.text}`)));
    });
    return new LeashedProcess(pid, exited, output);
  }

  /** How it ended; undefined while it runs. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  get output(): string {
    return this.#output.text;
  }

  /** Signals the command alone, not what it started. */
  signal(signal: NodeJS.Signals): void {
    if (this.#exit === undefined) process.kill(this.pid, signal);
  }
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    let exit: Exit = { code: null, signal: null };
    child.on("message", (message: Partial<Exit>) => {
      if (message.code !== undefined) exit = message as Exit;
    });
    child.once("close", () => resolve(exit));
  });
}
