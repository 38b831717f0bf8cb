import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { baseConfig, mergeConfig, type GatewayConfig } from "./gateway-config.js";
import { generations, type GatewayVersion } from "./generations.js";
import { gatewayEntry, gatewayNode } from "./install.js";
import { LeashedProcess, type Exit } from "./leashed-process.js";
import { reserveGatewayPort, type ReservedPort } from "./ports.js";
import { rawHandshake } from "./raw-handshake.js";

const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 10_000;
const CLI_TIMEOUT_MS = 150_000;

export interface RealGatewayOptions {
  readonly version: GatewayVersion;
  /** Base URL of the model server, with `/v1`. */
  readonly llmUrl: string;
  /** Laid over the configuration every gateway of the suite gets. */
  readonly config?: GatewayConfig;
  /** Tarballs of plugins to install. With any of them the gateway runs its channels, too. */
  readonly plugins?: readonly string[];
}

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A real gateway process in a home of its own. */
export class RealGateway {
  readonly version: GatewayVersion;
  readonly protocol: 3 | 4;
  readonly port: number;
  readonly token: string;
  readonly url: string;
  readonly #reserved: ReservedPort;
  readonly #home: string;
  readonly #plugins: readonly string[];
  #base: GatewayConfig;
  #config: GatewayConfig;
  #written = false;
  #process: LeashedProcess | undefined;
  #earlierOutput = "";

  private constructor(o: RealGatewayOptions, home: string, reserved: ReservedPort) {
    const { port } = reserved;
    this.#reserved = reserved;
    this.version = o.version;
    this.protocol = generations[o.version].protocol;
    this.port = port;
    this.token = `e2e-${randomUUID()}`;
    this.url = `ws://127.0.0.1:${port}`;
    this.#home = home;
    this.#plugins = o.plugins ?? [];
    this.#base = baseConfig({
      port,
      token: this.token,
      llmUrl: o.llmUrl,
      logFile: join(home, "gateway.log"),
      workspace: join(home, "workspace"),
    });
    this.#config = o.config ?? {};
  }

  /** Resolves when the gateway has said hello. */
  static async start(options: RealGatewayOptions): Promise<RealGateway> {
    const home = await mkdtemp(join(tmpdir(), `hawser-e2e-${options.version}-`));
    const gateway = new RealGateway(options, home, await reserveGatewayPort());
    for (const folder of ["state", "workspace"]) await mkdir(join(home, folder));
    try {
      await gateway.#installPlugins();
      await gateway.start();
    } catch (error) {
      await gateway.stop();
      throw error;
    }
    return gateway;
  }

  /** What the gateway printed, from its first start on. */
  logs(): string {
    return this.#earlierOutput + (this.#process?.output ?? "");
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts the stopped gateway again, with the same home, port and token. */
  async start(o: { readonly config?: GatewayConfig } = {}): Promise<void> {
    if (this.#process !== undefined) throw new Error("the gateway runs already");
    // A restart finds the file as the gateway left it, unless the test wants another.
    if (o.config !== undefined || !this.#written) {
      this.#config = o.config ?? this.#config;
      await this.writeConfig(mergeConfig(this.#base, this.#config));
      this.#written = true;
    }
    const args = ["gateway", "--port", String(this.port), "--bind", "loopback"];
    this.#process = await LeashedProcess.start(gatewayNode(), [this.#entry, ...args], {
      env: this.#env,
      cwd: this.#home,
    });
    await this.#ready(this.#process);
  }

  /** Ends the process with a signal and resolves when it is gone; the home is kept. */
  async kill(
    signal: NodeJS.Signals = "SIGKILL",
    timeoutMs: number = STOP_TIMEOUT_MS,
  ): Promise<Exit> {
    const running = this.#process;
    if (running === undefined) return { code: null, signal: null };
    running.signal(signal);
    const late = new AbortController();
    const exit = await Promise.race([
      running.exited,
      sleep(timeoutMs, undefined, { signal: late.signal }).catch(() => undefined),
    ]);
    late.abort();
    if (exit === undefined) {
      running.signal("SIGKILL");
      await running.exited;
    }
    this.#earlierOutput += running.output;
    this.#process = undefined;
    return exit ?? { code: null, signal: "SIGKILL" };
  }

  async restart(o: { signal?: NodeJS.Signals; config?: GatewayConfig; timeoutMs?: number } = {}) {
    await this.kill(o.signal ?? "SIGTERM", o.timeoutMs);
    await this.start(o.config === undefined ? {} : { config: o.config });
  }

  get home(): string {
    return this.#home;
  }

  /** The configuration file as it is now. */
  async readConfig(): Promise<GatewayConfig> {
    const text = await readFile(this.#configFile, "utf8");
    return JSON.parse(text) as GatewayConfig;
  }

  /** Replaces the configuration file; a running gateway takes it up by itself. */
  async writeConfig(config: GatewayConfig): Promise<void> {
    const fresh = `${this.#configFile}.new`;
    await writeFile(fresh, JSON.stringify(config, null, 2));
    await rename(fresh, this.#configFile);
  }

  /** As users do it: before the channel is configured, since 2026.9 refuses a channel it does not know. */
  async #installPlugins(): Promise<void> {
    if (this.#plugins.length === 0) return;
    await this.writeConfig(this.#base);
    const consent = this.version === "2026.3.2" ? [] : ["--force", "--accept-capabilities"];
    for (const tarball of this.#plugins) {
      const result = await this.cli(["plugins", "install", tarball, ...consent]);
      if (result.code !== 0) {
        throw new Error(`cannot install ${tarball}: ${result.stdout}${result.stderr}`);
      }
    }
    this.#base = await this.readConfig();
  }

  get #configFile(): string {
    return join(this.#home, "openclaw.json");
  }

  /** Freezes the process: its sockets stay open and nothing answers. */
  freeze(): void {
    this.#process?.signal("SIGSTOP");
  }

  thaw(): void {
    this.#process?.signal("SIGCONT");
  }

  /** Ends the process and deletes its home. */
  async stop(): Promise<void> {
    await this.kill("SIGKILL");
    this.#reserved.release();
    await rm(this.#home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Runs the gateway's own command line in the same home. */
  cli(args: readonly string[]): Promise<CliResult> {
    return new Promise((resolve) => {
      const o = { env: this.#env, cwd: this.#home, timeout: CLI_TIMEOUT_MS };
      execFile(gatewayNode(), [this.#entry, ...args], o, (error, stdout, stderr) => {
        const late = error?.killed === true ? `\nnot done after ${CLI_TIMEOUT_MS} ms` : "";
        const code = error === null ? 0 : Number(error.code ?? 1);
        resolve({ code, stdout, stderr: stderr + late });
      });
    });
  }

  /** The end of the log, for a failing test. */
  async logTail(chars = 4000): Promise<string> {
    const file = await readFile(join(this.#home, "gateway.log"), "utf8").catch(() => "");
    return `${this.logs().slice(-chars)}\n--- log file ---\n${file.slice(-chars)}`;
  }

  async #ready(running: LeashedProcess): Promise<void> {
    const until = performance.now() + READY_TIMEOUT_MS;
    const auth = this.#credentials;
    for (;;) {
      const result = await rawHandshake(this.url, auth, 5000);
      if (result.ok) return;
      if (running.exit !== undefined || performance.now() > until) {
        const what = running.exit ? `ended ${JSON.stringify(running.exit)}` : "did not get ready";
        throw new Error(`gateway ${this.version} ${what}: ${result.why}\n${await this.logTail()}`);
      }
      await sleep(200);
    }
  }

  get #credentials(): { token?: string; password?: string } {
    const { auth } = (this.#config["gateway"] ?? {}) as { auth?: { password?: string } };
    return auth?.password === undefined ? { token: this.token } : { password: auth.password };
  }

  get #entry(): string {
    return gatewayEntry(this.version);
  }

  get #env(): NodeJS.ProcessEnv {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(OPENCLAW|VITEST|NODE_|npm_)/i.test(name),
    );
    return {
      ...Object.fromEntries(inherited),
      HOME: this.#home,
      OPENCLAW_HOME: this.#home,
      OPENCLAW_STATE_DIR: join(this.#home, "state"),
      OPENCLAW_CONFIG_PATH: this.#configFile,
      OPENCLAW_DISABLE_BONJOUR: "1",
      OPENCLAW_NO_RESPAWN: "1",
      OPENCLAW_EXEC_SHELL_SNAPSHOT: "0",
      OPENCLAW_SKIP_CHANNELS: this.#plugins.length === 0 ? "1" : "0",
      OPENCLAW_SKIP_CRON: "1",
      NO_COLOR: "1",
    };
  }
}

/** Starts a real gateway and resolves when it has said hello. */
export function startRealGateway(options: RealGatewayOptions): Promise<RealGateway> {
  return RealGateway.start(options);
}
