import { identifyProcess } from "@hawser/core/node";
import { startGrupr, type GruprOptions, type TestGrupr } from "@hawser/testkit";
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";

const fixtures = fileURLToPath(new URL("../fixtures", import.meta.url));

/** What the real command printed. */
const recordings = fileURLToPath(
  new URL("../../../agent-runner/test/fixtures/openclaw-outputs.json", import.meta.url),
);

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the scripted `openclaw` was asked. */
export interface Call {
  readonly pid: number;
  readonly args: readonly string[];
  readonly message: string;
  readonly token?: string;
}

const endings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** Does something after the test. */
export function afterwards(end: () => Promise<void>): void {
  endings.push(end);
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "grupr-test-"));
  endings.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The built skill, installed into a folder of its own, with a scripted `openclaw` on the PATH. */
export class Skill {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly #script: string;
  readonly #calls: string;

  private constructor(folder: string, root: string) {
    this.folder = folder;
    this.#script = join(folder, "scripts", "grupr.mjs");
    this.#calls = join(root, "calls.jsonl");
    this.env = {
      HOME: root,
      PATH: [join(root, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter),
      FAKE_OPENCLAW_CALLS: this.#calls,
      FAKE_OPENCLAW_RECORDINGS: recordings,
    };
  }

  /** Installs it, as copying the folder into OpenClaw's skills does. */
  static async install(): Promise<Skill> {
    const built = process.env["BUILT_GRUPR_SKILL"];
    if (built === undefined) throw new Error("the skill was not built");
    const root = await temporaryFolder();
    const folder = join(root, ".openclaw", "skills", "grupr");
    await mkdir(join(folder, "scripts"), { recursive: true });
    await mkdir(join(root, "bin"));
    await copyFile(join(built, "SKILL.md"), join(folder, "SKILL.md"));
    await copyFile(join(built, "scripts", "grupr.mjs"), join(folder, "scripts", "grupr.mjs"));
    await copyFile(join(fixtures, "openclaw.mjs"), join(root, "bin", "openclaw"));
    await chmod(join(root, "bin", "openclaw"), 0o755);
    const skill = new Skill(folder, root);
    endings.push(() => skill.#endDaemons());
    return skill;
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  async state(gruprId: string): Promise<Record<string, unknown>> {
    const text = await readFile(this.file(`.state-${gruprId}.json`), "utf8");
    return JSON.parse(text) as Record<string, unknown>;
  }

  log(gruprId: string): Promise<string> {
    return readFile(this.file(`logs/stream-${gruprId}.log`), "utf8");
  }

  /** What the scripted agent was asked so far. */
  async calls(): Promise<Call[]> {
    const text = await readFile(this.#calls, "utf8").catch(() => "");
    const lines = text.split("\n").filter((line) => line !== "");
    return lines.map((line) => JSON.parse(line) as Call);
  }

  /** Runs a command to its end. */
  run(
    args: readonly string[],
    options: { env?: NodeJS.ProcessEnv; input?: string } = {},
  ): Promise<Ended> {
    return new Promise((resolve) => {
      const env = { ...this.env, ...options.env };
      const child = execFile(
        process.execPath,
        [this.#script, ...args],
        { env },
        (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
      );
      child.stdin?.end(options.input ?? "");
    });
  }

  /** Starts a command that goes on. */
  spawn(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
    const child = spawn(process.execPath, [this.#script, ...args], {
      env: { ...this.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const running = new Running(child);
    endings.push(async () => void (await running.kill()));
    return running;
  }

  /** Logs in as the hub's agent. */
  async login(hub: TestGrupr): Promise<void> {
    const args = ["login", "--agent-id", hub.agent.id, "--base-url", hub.baseUrl, "--jwt", hub.jwt];
    const { code, stderr } = await this.run(args);
    if (code !== 0) throw new Error(`login: ${stderr}`);
  }

  async #endDaemons(): Promise<void> {
    const { stdout } = await this.run(["status", "--json"]);
    const rooms = JSON.parse(stdout) as { readonly state: string; readonly pid?: number }[];
    for (const { state, pid } of rooms) {
      if (state !== "running" || pid === undefined) continue;
      process.kill(pid, "SIGKILL");
      await until(async () => (await identifyProcess(pid)) === undefined, "the daemon to be gone");
    }
  }
}

/** A command that goes on. */
export class Running {
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";
  /** Resolves when it has ended. */
  readonly ended: Promise<Ended>;

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.on("data", (chunk: Buffer) => (this.stdout += chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.ended = new Promise((resolve) => {
      child.once("close", (code) => resolve({ code, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  /** Resolves when it has printed that. */
  async prints(text: string): Promise<void> {
    await until(() => this.stdout.includes(text), `"${text}" in: ${this.stdout}${this.stderr}`);
  }

  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<Ended> {
    if (this.child.exitCode === null) this.child.kill(signal);
    return this.ended;
  }
}

/** A hub that is gone after the test. */
export async function hubFor(options: GruprOptions = {}): Promise<TestGrupr> {
  const hub = await startGrupr(options);
  endings.push(() => hub.close());
  return hub;
}

/** The hub, and a skill that is logged in to it. */
export async function loggedIn(
  options: GruprOptions = {},
): Promise<{ hub: TestGrupr; skill: Skill }> {
  const hub = await hubFor(options);
  const skill = await Skill.install();
  await skill.login(hub);
  return { hub, skill };
}

/** What the agent has said in its room. */
export function replies(hub: TestGrupr, gruprId: string = hub.gruprId): string[] {
  const messages = hub.messages(gruprId).filter((message) => message.agent_id === hub.agent.id);
  return messages.map((message) => message.content);
}

/** Resolves when the agent has said that. */
export async function replied(hub: TestGrupr, text: string): Promise<void> {
  await hub.waitFor(
    "message",
    (message) => message.agent_id === hub.agent.id && message.content.includes(text),
    { timeoutMs: 30_000 },
  );
}

/** Looks until something outside this process has come to be. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: string,
  patienceMs = 30_000,
): Promise<void> {
  const began = Date.now();
  while (!(await holds())) {
    if (Date.now() - began > patienceMs) throw new Error(`waited in vain for ${what}`);
    await new Promise((next) => setTimeout(next, 25));
  }
}
