import { compact, isRecord, record, text } from "../compat/records.js";
import { parseSessionKey } from "../sessions/session-key.js";
import type { Run, RunChange, Subagent, SubagentStatus } from "./run.js";

const KEPT = 500;
const SPAWNS_KEPT = 32;
const SPAWN_TOOLS = new Set(["sessions_spawn", "subagents_spawn"]);

type Facts = Partial<Pick<Subagent, "parentSessionKey" | "parentRunId" | "label">>;

interface Spawn extends Facts {
  readonly toolCallId: string | undefined;
  readonly agentId: string | undefined;
}

/**
 * Agents that work for another: known by the keys of their sessions, by the tool calls that spawn
 * them, by protocol 4's `task` events and by the documented `chat.subagent`.
 */
export class SubagentTable {
  readonly #known = new Map<string, Subagent>();
  /** Spawning calls whose child has not shown up yet: 2026.3 does not tell its key. */
  readonly #spawns: Spawn[] = [];
  readonly #emit: (change: RunChange) => void;

  constructor(emit: (change: RunChange) => void) {
    this.#emit = emit;
  }

  get all(): Subagent[] {
    return [...this.#known.values()];
  }

  /** A run of a subagent's session began or ended. */
  run(run: Run, now: number): void {
    const key = run.sessionKey;
    if (key === undefined || run.subagentId === undefined) return;
    if (run.status === "running") {
      this.#put(key, { status: "working" }, this.#known.has(key) ? {} : this.#claim(key), now);
    } else {
      const failed = run.status === "error" || run.status === "lost";
      this.#put(key, { status: failed ? "error" : "done", endedAt: now }, {}, now);
    }
  }

  /** An `agent` event of stream `tool`. */
  tool(payload: unknown, now: number): void {
    const event = record(payload);
    const data = record(event["data"]);
    if (event["stream"] !== "tool" || !SPAWN_TOOLS.has(text(data["name"]) ?? "")) return;
    const toolCallId = text(data["toolCallId"]);
    if (data["phase"] === "start") {
      const parentSessionKey = text(event["sessionKey"]);
      const args = record(data["args"]);
      this.#spawns.push({
        toolCallId,
        agentId:
          text(args["agentId"], event["agentId"]) ??
          (parentSessionKey === undefined ? undefined : parseSessionKey(parentSessionKey).agentId),
        ...facts(parentSessionKey, event["runId"], text(args["label"], args["task"])),
      });
      if (this.#spawns.length > SPAWNS_KEPT) this.#spawns.shift();
      return;
    }
    if (data["phase"] !== "result") return;
    const at = this.#spawns.findIndex((spawn) => spawn.toolCallId === toolCallId);
    const child = childOf(data["result"]);
    if (child === undefined) {
      // Without the child's key the call waits for a session to show up, unless it failed.
      if (data["isError"] === true && at !== -1) this.#spawns.splice(at, 1);
      return;
    }
    const [spawn] = at === -1 ? [] : this.#spawns.splice(at, 1);
    const {
      toolCallId: _id,
      agentId: _agent,
      ...known
    } = spawn ?? { toolCallId, agentId: undefined };
    const status = this.#known.get(child) ?? { status: "working" as const };
    this.#put(child, statusOf(status), known, now);
  }

  /** A `task` event (protocol 4). */
  task(payload: unknown, now: number): void {
    const task = record(record(payload)["task"]);
    const key = text(task["childSessionKey"]);
    if (task["runtime"] !== "subagent" || key === undefined) return;
    const status = text(task["status"]) ?? "";
    const working = status === "queued" || status === "running";
    this.#put(
      key,
      working
        ? { status: "working" }
        : { status: status === "succeeded" ? "done" : "error", endedAt: now },
      facts(
        text(task["ownerKey"], task["sessionKey"]),
        undefined,
        text(task["label"], task["title"]),
      ),
      now,
    );
  }

  /** The documented `chat.subagent` event. */
  documented(payload: unknown, now: number): void {
    const event = record(payload);
    const key = text(event["childSessionKey"]);
    if (key === undefined) return;
    const { state } = event;
    this.#put(
      key,
      state === "done" || state === "error"
        ? { status: state, endedAt: now }
        : { status: "working" },
      facts(text(event["sessionKey"]), undefined, text(event["label"])),
      now,
    );
  }

  clear(): void {
    this.#known.clear();
    this.#spawns.length = 0;
  }

  #claim(key: string): Facts {
    const { agentId } = parseSessionKey(key);
    const at = this.#spawns.findIndex((spawn) => spawn.agentId === agentId);
    const [spawn] = at === -1 ? [] : this.#spawns.splice(at, 1);
    if (spawn === undefined) return {};
    const { toolCallId: _id, agentId: _agent, ...known } = spawn;
    return known;
  }

  #put(sessionKey: string, status: SubagentStatus, more: Facts, now: number): void {
    const known = this.#known.get(sessionKey);
    const { agentId, subagentId, parentKey } = parseSessionKey(sessionKey);
    const subagent: Subagent = {
      ...compact({
        sessionKey,
        startedAt: known?.startedAt ?? now,
        agentId,
        subagentId,
        parentSessionKey: more.parentSessionKey ?? known?.parentSessionKey ?? parentKey,
        parentRunId: more.parentRunId ?? known?.parentRunId,
        label: more.label ?? known?.label,
      }),
      ...status,
    };
    if (known !== undefined && same(known, subagent)) return;
    this.#known.delete(sessionKey);
    this.#known.set(sessionKey, subagent);
    this.#bound();
    this.#emit({ type: "subagent", subagent });
  }

  /** Forgets the ones that ended first, then the oldest. */
  #bound(): void {
    if (this.#known.size <= KEPT) return;
    const all = [...this.#known.values()];
    const first = all.find(({ status }) => status !== "working") ?? all[0];
    if (first !== undefined) this.#known.delete(first.sessionKey);
  }
}

function facts(parent: string | undefined, runId: unknown, label: string | undefined): Facts {
  return compact({ parentSessionKey: parent, parentRunId: text(runId), label });
}

function statusOf(subagent: SubagentStatus): SubagentStatus {
  return subagent.status === "working"
    ? { status: "working" }
    : { status: subagent.status, endedAt: subagent.endedAt };
}

function same(a: Subagent, b: Subagent): boolean {
  return (
    a.status === b.status &&
    a.label === b.label &&
    a.parentSessionKey === b.parentSessionKey &&
    a.parentRunId === b.parentRunId
  );
}

/** The child's key in a tool result: in its details, or in its text as JSON. */
function childOf(result: unknown): string | undefined {
  const fields = record(result);
  const direct = text(record(fields["details"])["childSessionKey"], fields["childSessionKey"]);
  if (direct !== undefined) return direct;
  const blocks = Array.isArray(fields["content"]) ? fields["content"] : [];
  for (const block of blocks.filter(isRecord)) {
    try {
      const child = text(record(JSON.parse(text(block["text"]) ?? ""))["childSessionKey"]);
      if (child !== undefined) return child;
    } catch {
      // Not JSON: a tool may say anything.
    }
  }
  return undefined;
}
