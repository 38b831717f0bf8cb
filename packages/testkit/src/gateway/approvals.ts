import { randomUUID } from "node:crypto";
import type { Broadcaster } from "./broadcast.js";
import type { GatewayConnection } from "./connection.js";
import { invalidRequest } from "./errors.js";
import type { ResolvedOptions } from "./options.js";
import type { Run } from "./runs/run.js";
import { hasScope } from "./scopes.js";

/** What an operator may decide. */
export type ApprovalDecision = "allow-once" | "allow-always" | "deny";

/** A command that waits for a decision, or waited. */
export interface Approval {
  readonly id: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** Resolves with the decision; null when it expired or nobody could decide. */
  readonly decided: Promise<ApprovalDecision | null>;
}

interface PendingApproval extends Approval {
  settle(decision: ApprovalDecision | null): void;
}

/** What to ask for. Only `command` is needed. */
export interface ApprovalAsk {
  readonly id?: string;
  readonly command: string;
  readonly cwd?: string | null;
  readonly host?: string | null;
  readonly security?: string | null;
  readonly ask?: string | null;
  readonly agentId?: string | null;
  readonly resolvedPath?: string | null;
  readonly sessionKey?: string | null;
  readonly runId?: string | null;
  readonly toolCallId?: string | null;
  readonly turnSourceChannel?: string | null;
  /** ms until the request expires undecided. Default 120 000. */
  readonly timeoutMs?: number;
}

const DECISIONS: readonly string[] = ["allow-once", "allow-always", "deny"];

/** Approvals that wait and those that were decided. */
export class ApprovalDesk {
  readonly #options: ResolvedOptions;
  readonly #broadcaster: Broadcaster;
  readonly #connections: () => Iterable<GatewayConnection>;
  readonly #pending = new Map<string, PendingApproval>();
  readonly #decided = new Set<string>();

  constructor(
    options: ResolvedOptions,
    broadcaster: Broadcaster,
    connections: () => Iterable<GatewayConnection>,
  ) {
    this.#options = options;
    this.#broadcaster = broadcaster;
    this.#connections = connections;
  }

  list(): Approval[] {
    return [...this.#pending.values()];
  }

  get(id: string): Approval | undefined {
    return this.#pending.get(id);
  }

  /** Files a request; on protocol 4 one that nobody but the asker can see is over at once. */
  request(ask: ApprovalAsk, asker?: GatewayConnection): Approval {
    const { clock } = this.#options;
    const createdAtMs = clock.now();
    const timeoutMs = ask.timeoutMs ?? 120_000;
    let settle: PendingApproval["settle"] = () => undefined;
    const decided = new Promise<ApprovalDecision | null>((resolve) => (settle = resolve));
    const id = ask.id ?? randomUUID();
    if (this.#pending.has(id)) throw invalidRequest("approval id already pending");
    const timer = clock.setTimeout(() => this.#expire(id), timeoutMs, { keepAlive: false });
    const approval: PendingApproval = {
      id,
      request: this.#requestView(ask),
      createdAtMs,
      expiresAtMs: createdAtMs + timeoutMs,
      decided,
      settle: (decision) => {
        clock.clearTimeout(timer);
        this.#pending.delete(id);
        settle(decision);
      },
    };
    this.#pending.set(id, approval);
    const watched = this.#watchers().some((connection) => connection !== asker);
    if (this.#latest && !watched) {
      approval.settle(null);
      return approval;
    }
    this.#tell("exec.approval.requested", {
      ...(this.#latest ? { approvalKind: "exec" } : {}),
      id,
      request: approval.request,
      createdAtMs,
      expiresAtMs: approval.expiresAtMs,
    });
    return approval;
  }

  /** The request an agent's exec files for its run. */
  requestForRun(run: Run, command: string, toolCallId: string): Approval {
    return this.request({
      command,
      cwd: "/home/operator/ws",
      host: "gateway",
      security: "allowlist",
      ask: "always",
      agentId: run.session.agentId,
      resolvedPath: `/usr/bin/${command.split(/\s/)[0] ?? ""}`,
      sessionKey: run.sessionKey,
      runId: run.runId,
      toolCallId,
      turnSourceChannel: "webchat",
    });
  }

  /** Decides; throws the refusal a gateway of that generation would answer. */
  resolve(id: string, decision: string, by: string | null): void {
    const decided = this.#options.documented && decision === "approve" ? "allow-once" : decision;
    if (!DECISIONS.includes(decided)) throw invalidRequest("invalid decision");
    const approval = this.#pending.get(id);
    if (!approval) throw this.#unknown(id);
    this.#decided.add(id);
    this.#tell("exec.approval.resolved", {
      id,
      decision: decided,
      resolvedBy: by,
      ts: this.#options.clock.now(),
      request: approval.request,
    });
    approval.settle(decided as ApprovalDecision);
  }

  /** Forgets all: a restarted gateway knows none of them. */
  clear(): void {
    for (const approval of this.list()) this.#pending.get(approval.id)?.settle(null);
    this.#decided.clear();
  }

  get #latest(): boolean {
    return this.#options.generation.protocol === 4 && !this.#options.documented;
  }

  #expire(id: string): void {
    this.#pending.get(id)?.settle(null);
  }

  #unknown(id: string): Error {
    if (!this.#latest) return invalidRequest("unknown approval id");
    return this.#decided.has(id)
      ? invalidRequest("approval already resolved", { reason: "APPROVAL_ALREADY_RESOLVED" })
      : invalidRequest("unknown or expired approval id", {
          reason: "APPROVAL_NOT_FOUND",
          remediation:
            "Re-request the action; pending approvals are cleared after expiry or restart.",
        });
  }

  /** Protocol 4 shows approvals to clients that said at connect that they can handle them. */
  #watchers(): GatewayConnection[] {
    return [...this.#connections()].filter(
      (connection) =>
        connection.phase.status === "ready" &&
        hasScope(connection.scopes, "operator.approvals") &&
        (!this.#latest ||
          connection.caps.includes("exec-approvals") ||
          connection.caps.includes("approvals")),
    );
  }

  #tell(event: string, payload: unknown): void {
    if (!this.#latest) return this.#broadcaster.event(event, payload);
    const watchers = new Set(this.#watchers());
    this.#broadcaster.targeted(event, payload, (connection) => watchers.has(connection));
  }

  #requestView(ask: ApprovalAsk): Readonly<Record<string, unknown>> {
    const base = {
      command: ask.command,
      systemRunBinding: null,
      systemRunPlan: null,
      cwd: ask.cwd ?? null,
      nodeId: null,
      host: ask.host ?? null,
      security: ask.security ?? null,
      ask: ask.ask ?? null,
      agentId: ask.agentId ?? null,
      resolvedPath: ask.resolvedPath ?? null,
      sessionKey: ask.sessionKey ?? null,
      turnSourceChannel: ask.turnSourceChannel ?? null,
      turnSourceTo: this.#latest && ask.turnSourceChannel ? (ask.sessionKey ?? null) : null,
      turnSourceAccountId: null,
      turnSourceThreadId: null,
    };
    if (!this.#latest) return base;
    // With ask "always" a standing permission would be pointless, so 2026.9 does not offer it.
    const always = ask.ask === "always";
    return {
      ...base,
      warningText: null,
      scope: null,
      commandAnalysis: { commandCount: 1, nestedCommandCount: 0, riskKinds: [], warningLines: [] },
      ...(always ? { unavailableDecisions: ["allow-always"] } : {}),
      allowedDecisions: always ? ["allow-once", "deny"] : DECISIONS,
      sessionId: null,
      runId: ask.runId ?? null,
      toolCallId: ask.toolCallId ?? null,
      cronExecutionSource: null,
      cronOperationBinding: null,
    };
  }
}
