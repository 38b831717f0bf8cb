import { startGrupr, type TestGrupr } from "@hawser/testkit";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { CliResult, RealGateway } from "./real-gateway.js";
import { putOpenClaw } from "./openclaw-command.js";
import { until } from "./until.js";

const built = fileURLToPath(new URL("../../packages/grupr-skill/dist/grupr", import.meta.url));
const PATIENCE_MS = 120_000;

/** The built skill, installed for a real `openclaw`, and a hub it is logged in to. */
export class GruprCommand {
  readonly hub: TestGrupr;
  readonly #root: string;
  readonly #skill: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(hub: TestGrupr, root: string, gateway: RealGateway) {
    this.hub = hub;
    this.#root = root;
    this.#skill = join(root, ".openclaw", "skills", "grupr");
    this.#env = {
      HOME: root,
      PATH: [join(root, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter),
      OPENCLAW_GATEWAY_TOKEN: gateway.token,
    };
  }

  static async install(gateway: RealGateway): Promise<GruprCommand> {
    const root = await mkdtemp(join(tmpdir(), "hawser-e2e-grupr-"));
    const command = new GruprCommand(await startGrupr(), root, gateway);
    await mkdir(join(root, "bin"));
    await putOpenClaw(join(root, "bin"), gateway);
    await cp(built, command.#skill, { recursive: true });
    const { agent, baseUrl, jwt } = command.hub;
    await command.run("login", "--agent-id", agent.id, "--base-url", baseUrl, "--jwt", jwt);
    return command;
  }

  /** Runs a command that must succeed. */
  async run(...args: readonly string[]): Promise<string> {
    const script = join(this.#skill, "scripts", "grupr.mjs");
    const { code, stdout, stderr } = await new Promise<CliResult>((resolve) => {
      const child = execFile(
        process.execPath,
        [script, ...args],
        { env: this.#env },
        (_, out, err) => resolve({ code: child.exitCode ?? 1, stdout: out, stderr: err }),
      );
    });
    if (code !== 0) throw new Error(`grupr ${args[0]} ended with ${code}: ${stdout}${stderr}`);
    return stdout;
  }

  /** Kills the daemon as a crash would. */
  async crash(): Promise<void> {
    const [room] = JSON.parse(await this.run("status", "--json")) as { readonly pid?: number }[];
    if (room?.pid === undefined) throw new Error("there is no daemon");
    process.kill(room.pid, "SIGKILL");
    await until(async () => (await this.run("status")).includes("crashed"));
  }

  /** What the agent has said. */
  replies(): string[] {
    const { hub } = this;
    const messages = hub.messages(hub.gruprId).filter((m) => m.agent_id === hub.agent.id);
    return messages.map((message) => message.content);
  }

  /** Somebody says something, and the agent's reply is waited for. */
  async ask(content: string): Promise<string> {
    const before = this.replies().length;
    this.hub.say(this.hub.gruprId, { from: "Ada", content });
    await this.answered(before + 1);
    return this.replies().at(-1) ?? "";
  }

  /** Resolves when there are so many replies. */
  async answered(count: number): Promise<void> {
    const end = performance.now() + PATIENCE_MS + count * 20_000;
    while (this.replies().length < count) {
      if (performance.now() > end) {
        throw new Error(`${this.replies().length} of ${count} replies\n${await this.log()}`);
      }
      await sleep(100);
    }
  }

  log(): Promise<string> {
    return readFile(join(this.#skill, "logs", `stream-${this.hub.gruprId}.log`), "utf8");
  }

  async remove(): Promise<void> {
    const rooms = JSON.parse(await this.run("status", "--json")) as readonly unknown[];
    if (rooms.length > 0) await this.run("stop", this.hub.gruprId);
    await this.hub.close();
    await rm(this.#root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
