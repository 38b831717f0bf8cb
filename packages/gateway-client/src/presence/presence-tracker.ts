import { AgentsApi } from "../agents/agents-api.js";
import type { GatewayPort } from "../client-port.js";
import { compact, isRecord, record } from "../compat/records.js";
import type { Run, RunChange } from "../runs/run.js";
import { RunsTracker } from "../runs/runs-tracker.js";
import type { PresenceEntry } from "../schemas/presence.js";
import { Coalesced } from "../trackers/coalesced.js";
import { Feed } from "../trackers/feed.js";
import {
  agentReport,
  type AgentPresence,
  type AgentReport,
  type AgentState,
} from "./agent-presence.js";

/** A client of the gateway (a browser, a node, the gateway itself), as its presence list has it. */
export interface ClientPresence extends PresenceEntry {
  readonly connected: boolean;
}

export type PresenceChange =
  | { readonly type: "agent"; readonly agent: AgentPresence }
  | { readonly type: "removed"; readonly agentId: string }
  | { readonly type: "clients"; readonly clients: readonly ClientPresence[] };

interface Agent {
  readonly agentId: string;
  name: string | undefined;
  /** The state it has without runs in flight. */
  resting: AgentState;
  /** That state is "active" because the gateway said it runs; ends with its last run. */
  working: boolean;
  lastInputSeconds: number | undefined;
  lastError: string | undefined;
  shown: AgentPresence | undefined;
}

const AGENTS_KEPT = 1000;

/**
 * `gateway.presence`: which agents are active, idle, offline or in error, and which clients are
 * connected. Starts at first use, with the agents the gateway lists; followed through presence events
 * (per agent, as documented, or as a list of clients, as real gateways send them) and through runs,
 * which is how real gateways tell that an agent works. A heartbeat is a sign of life and no more: it
 * does not end "active".
 */
export class PresenceTracker {
  readonly #port: GatewayPort;
  readonly #runs: RunsTracker;
  readonly #ownRuns: RunsTracker | undefined;
  readonly #agents = new Map<string, Agent>();
  readonly #feed: Feed<PresenceChange>;
  readonly #prefill: Coalesced;
  #clients: readonly ClientPresence[] = [];
  #release: (() => void)[] = [];
  #disposed = false;

  /** @param runs the client's own tracker, so that events are read once; without it, one is made. */
  constructor(port: GatewayPort, runs?: RunsTracker) {
    this.#port = port;
    this.#ownRuns = runs === undefined ? new RunsTracker(port) : undefined;
    this.#runs = runs ?? (this.#ownRuns as RunsTracker);
    this.#feed = new Feed(port.logger);
    this.#prefill = new Coalesced(
      port.clock,
      { delayMs: 0, intervalMs: 1000, retryMs: 10_000 },
      () => this.#listAgents(),
    );
  }

  /** Every agent known, as it is now. */
  list(): readonly AgentPresence[] {
    this.#start();
    return [...this.#agents.values()].flatMap(({ shown }) => shown ?? []);
  }

  get(agentId: string): AgentPresence | undefined {
    this.#start();
    return this.#agents.get(agentId)?.shown;
  }

  /** The clients of the gateway, as last heard. */
  get clients(): readonly ClientPresence[] {
    this.#start();
    return this.#clients;
  }

  /** Lists agents and clients anew. */
  async refetch(): Promise<readonly AgentPresence[]> {
    const started = this.#release.length > 0;
    this.#start();
    await (started ? this.#prefill.now() : this.#prefill.join());
    return this.list();
  }

  onChange(fn: (change: PresenceChange) => void): () => void {
    this.#start();
    return this.#feed.listen(fn);
  }

  /** What changes from now on. Holds up to 1024 unread changes. */
  watch(o: { readonly signal?: AbortSignal } = {}): AsyncIterableIterator<PresenceChange> {
    this.#start();
    return this.#feed.stream({ signal: o.signal });
  }

  /** Leaves the runs tracker it was given alone. */
  dispose(): void {
    this.#disposed = true;
    this.#ownRuns?.dispose();
    this.#prefill.dispose();
    for (const release of this.#release) release();
    this.#release = [];
    this.#feed.close();
    this.#agents.clear();
  }

  #start(): void {
    if (this.#release.length > 0 || this.#disposed) return;
    this.#release = [
      this.#port.on("presence", (payload) => this.#onPresence(payload)),
      this.#port.on("presence.update", (payload) => this.#onPresence(payload)),
      this.#port.on("heartbeat", (payload) => this.#onHeartbeat(payload)),
      this.#runs.onChange((change) => this.#onRun(change)),
      this.#port.onReady((hello) => {
        this.#onPresence(hello.snapshot.presence);
        this.#report(this.#prefill.now());
      }),
      this.#port.onResync(({ reason }) => {
        // After a reconnect onReady has asked already.
        if (reason !== "reconnect") this.#report(this.#prefill.now());
      }),
    ];
    this.#onPresence(this.#port.hello?.snapshot.presence);
    for (const run of this.#runs.active) this.#show(run.agentId);
    if (this.#port.hello !== undefined) this.#report(this.#prefill.join());
  }

  async #listAgents(): Promise<void> {
    const [{ agents }, clients] = await Promise.all([
      new AgentsApi(this.#port).list(),
      this.#port.request("system-presence", {}).catch(() => undefined),
    ]);
    if (this.#disposed) return;
    this.#onPresence(clients);
    const listed = new Set(agents.map(({ id }) => id));
    for (const { id, name } of agents) {
      this.#note(compact({ agentId: id, name }));
    }
    for (const agentId of [...this.#agents.keys()]) {
      if (listed.has(agentId) || this.#runs.find({ agentId }).length > 0) continue;
      this.#agents.delete(agentId);
      this.#feed.emit({ type: "removed", agentId });
    }
  }

  #onPresence(payload: unknown): void {
    const list = Array.isArray(payload) ? payload : record(payload)["presence"];
    if (!Array.isArray(list)) {
      const agents = record(payload)["agents"];
      for (const entry of Array.isArray(agents) ? agents : [payload]) {
        const report = agentReport(entry);
        if (report !== undefined) this.#note(report);
      }
      return;
    }
    const clients: ClientPresence[] = [];
    for (const entry of list.filter(isRecord)) {
      const report = agentReport(entry);
      if (report === undefined)
        clients.push({ ...entry, connected: entry["reason"] !== "disconnect" });
      else this.#note(report);
    }
    this.#clients = clients;
    this.#feed.emit({ type: "clients", clients });
  }

  #onHeartbeat(payload: unknown): void {
    const report = agentReport(payload);
    if (report === undefined) return;
    const agent = this.#agents.get(report.agentId);
    // Alive, so not offline; what it does is told elsewhere.
    if (agent === undefined) this.#note({ agentId: report.agentId });
    else if (agent.resting === "offline") this.#note({ agentId: report.agentId, state: "idle" });
  }

  #onRun(change: RunChange): void {
    if (change.type === "subagent" || change.type === "changed") return;
    const { run } = change;
    if (run.agentId === undefined) return;
    const agent = this.#agent(run.agentId);
    if (change.type === "started") {
      agent.lastError = undefined;
      // Whoever works is neither offline nor broken.
      if (agent.resting !== "active") agent.resting = "idle";
    } else this.#onRunEnd(agent, run);
    this.#show(run.agentId);
  }

  #onRunEnd(agent: Agent, run: Run): void {
    if (run.status === "error") agent.lastError = run.error ?? "The run failed";
    // The gateway called it running; with its last run that is over.
    if (this.#runs.find({ agentId: agent.agentId }).length === 0 && agent.working) {
      agent.working = false;
      agent.resting = "idle";
    }
  }

  #note(report: AgentReport): void {
    const agent = this.#agent(report.agentId);
    agent.name = report.name ?? agent.name;
    if (report.state !== undefined) {
      agent.resting = report.state;
      agent.working = report.working === true;
    }
    agent.lastInputSeconds = report.lastInputSeconds ?? agent.lastInputSeconds;
    this.#show(report.agentId);
  }

  #agent(agentId: string): Agent {
    let agent = this.#agents.get(agentId);
    if (agent === undefined) {
      agent = {
        agentId,
        name: undefined,
        resting: "idle",
        working: false,
        lastInputSeconds: undefined,
        lastError: undefined,
        shown: undefined,
      };
      this.#agents.set(agentId, agent);
      if (this.#agents.size > AGENTS_KEPT) {
        const oldest = this.#agents.keys().next().value;
        if (oldest !== undefined) this.#agents.delete(oldest);
      }
    }
    return agent;
  }

  #show(agentId: string | undefined): void {
    if (agentId === undefined) return;
    const agent = this.#agent(agentId);
    const { name, lastInputSeconds, lastError, shown: before } = agent;
    const runs = this.#runs.find({ agentId }).length;
    const state = runs > 0 ? "active" : agent.resting;
    const shown: AgentPresence = compact({
      agentId,
      state,
      runs,
      since: before?.state === state ? before.since : this.#port.clock.now(),
      name,
      lastInputSeconds,
      lastError,
    });
    if (before !== undefined && same(before, shown)) return;
    agent.shown = shown;
    this.#feed.emit({ type: "agent", agent: shown });
  }

  #report(listing: Promise<void>): void {
    listing.catch((error: unknown) => {
      if (this.#disposed) return;
      this.#port.logger.warn("Agents could not be listed", { error });
    });
  }
}

function same(a: AgentPresence, b: AgentPresence): boolean {
  return (
    a.state === b.state &&
    a.runs === b.runs &&
    a.name === b.name &&
    a.lastInputSeconds === b.lastInputSeconds &&
    a.lastError === b.lastError
  );
}
