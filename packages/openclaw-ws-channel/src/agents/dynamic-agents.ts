import { mkdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { DynamicAgentConfig } from "../config/channel-config.js";
import type { ChannelLog } from "../openclaw/channel-plugin.js";
import { currentConfig, editConfig, keepsAgentsById } from "../openclaw/config-access.js";
import type { PluginRuntime } from "../openclaw/runtime.js";
import { agentFolders } from "./folders.js";
import { writeProfile, type ProfileSource } from "./profile-file.js";
import { enrol, isBound, type Enrolment, type NewAgent } from "./roster.js";
import { agentIdOf } from "./safe-name.js";

/** How long a gateway may take to put a written configuration in force, in milliseconds. */
const IN_FORCE_MS = 30_000;
const LOOK_EVERY_MS = 50;

/** What {@link DynamicAgents} works with. */
export interface DynamicAgentsOptions {
  readonly runtime: Pick<PluginRuntime, "config" | "state">;
  readonly config: DynamicAgentConfig;
  readonly log?: ChannelLog;
  /** Aborts when the account stops. */
  readonly signal: AbortSignal;
}

interface Waiting {
  readonly agent: NewAgent;
  readonly done: (enrolment: Enrolment) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Gives every direct sender an agent. Those who come at the same time are written together, one write
 * after the other, so that no binding is lost and `maxAgents` holds.
 */
export class DynamicAgents {
  readonly #o: DynamicAgentsOptions;
  readonly #pending = new Map<string, Promise<Enrolment>>();
  #waiting: Waiting[] = [];
  #writing = false;
  #saidFull = false;

  constructor(options: DynamicAgentsOptions) {
    this.#o = options;
  }

  /** Resolves when the sender's agent is in force, or there may be no more agents: the default one answers then. */
  async ensure(sender: ProfileSource): Promise<void> {
    const { runtime, config, log } = this.#o;
    const { senderId } = sender;
    if (!config.enabled || isBound(currentConfig(runtime.config), senderId)) return;
    let enrolment = this.#pending.get(senderId);
    if (enrolment === undefined) {
      enrolment = this.#create(sender).finally(() => this.#pending.delete(senderId));
      this.#pending.set(senderId, enrolment);
    }
    if ((await enrolment) === "enrolled" || this.#saidFull) return;
    this.#saidFull = true;
    log?.warn(
      `there are ${config.maxAgents} dynamic agents, as many as dynamicAgentCreation.maxAgents allows: ` +
        `further senders talk to the default agent`,
    );
  }

  async #create(sender: ProfileSource): Promise<Enrolment> {
    const { runtime, config, log } = this.#o;
    const folders = agentFolders(sender.senderId, config, runtime.state.resolveStateDir());
    const enrolment = await new Promise<Enrolment>((done, failed) => {
      this.#waiting.push({ agent: { senderId: sender.senderId, folders }, done, failed });
      void this.#write();
    });
    if (enrolment === "enrolled") {
      await mkdir(folders.agentDir, { recursive: true });
      await writeProfile(folders.workspace, sender);
      log?.info(`made agent "${agentIdOf(sender.senderId)}" for a new sender`);
    }
    return enrolment;
  }

  /** Writes until nobody waits any more. */
  async #write(): Promise<void> {
    if (this.#writing) return;
    this.#writing = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      try {
        const enrolments = await this.#writeBatch(batch.map(({ agent }) => agent));
        for (const [index, waiting] of batch.entries()) waiting.done(enrolments[index] ?? "full");
      } catch (error) {
        for (const waiting of batch) waiting.failed(error);
      }
    }
    this.#writing = false;
  }

  async #writeBatch(batch: readonly NewAgent[]): Promise<readonly Enrolment[]> {
    const { runtime, config } = this.#o;
    const limit = config.maxAgents === undefined ? {} : { maxAgents: config.maxAgents };
    const byId = keepsAgentsById(runtime.config);
    let enrolments: Enrolment[] = [];
    // A gateway may run the edit again on a newer file: only the last run counts.
    await editConfig(runtime.config, (draft) => {
      enrolments = batch.map((agent) => enrol(draft, agent, { byId, ...limit }));
    });
    const enrolled = batch.filter((_agent, index) => enrolments[index] === "enrolled");
    await this.#inForce(enrolled.map(({ senderId }) => senderId));
    return enrolments;
  }

  /** From 2026.4 on a gateway takes a written configuration up a moment later, and does not say when. */
  async #inForce(senderIds: readonly string[]): Promise<void> {
    const { runtime, signal } = this.#o;
    const until = performance.now() + IN_FORCE_MS;
    for (;;) {
      const cfg = currentConfig(runtime.config);
      if (senderIds.every((senderId) => isBound(cfg, senderId))) return;
      if (performance.now() > until) {
        throw new Error("the gateway did not take up the configuration with the new agents");
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal });
    }
  }
}
