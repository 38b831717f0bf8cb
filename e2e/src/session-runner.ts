import { fileURLToPath } from "node:url";
import { tmpdir } from "node:os";
import { LeashedProcess } from "./leashed-process.js";
import type { RealGateway } from "./real-gateway.js";
import { until } from "./until.js";

const worker = fileURLToPath(new URL("./session-worker.mjs", import.meta.url));

/** A runner in a process of its own that answers a session, and can be killed and started again. */
export class SessionRunner {
  readonly #args: readonly string[];
  #process: LeashedProcess | undefined;

  constructor({ url, token }: RealGateway, sessionKey: string, storeFile: string) {
    this.#args = [worker, url, token, sessionKey, storeFile];
  }

  async start(): Promise<void> {
    const { execPath, env } = process;
    this.#process = await LeashedProcess.start(execPath, this.#args, { env, cwd: tmpdir() });
  }

  /** Resolves when its agent was asked this, since its last start. */
  wasAsked(text: string): Promise<void> {
    return until(() => this.#process?.output.includes(`asked ${text}`) === true);
  }

  async crash(): Promise<void> {
    this.#process?.signal("SIGKILL");
    await this.#process?.exited;
  }
}
