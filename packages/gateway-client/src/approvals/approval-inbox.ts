import type { TimerHandle } from "@hawser/core";
import type { GatewayPort } from "../client-port.js";
import { listEntries } from "../compat/lists.js";
import { compact, record, text } from "../compat/records.js";
import { lacksMethod } from "../compat/refusals.js";
import type { ApprovalDecision } from "../schemas/approvals.js";
import { Coalesced } from "../trackers/coalesced.js";
import { Feed } from "../trackers/feed.js";
import { decisionOf, pendingApproval, withStatus, type Approval } from "./approval.js";

/** What happens in the inbox. Each approval is requested once, then resolved or expired once. */
export interface ApprovalChange {
  readonly type: "requested" | "resolved" | "expired";
  readonly approval: Approval;
}

const PENDING_KEPT = 1000;
const SETTLED_KEPT = 500;
const LIST = "exec.approval.list";

/**
 * Questions waiting for a decision: what the gateway lists, and what its events say from then on, each
 * once. Starts at first use. Works without the list (2026.3) with what events tell.
 */
export class ApprovalInbox {
  readonly #port: GatewayPort;
  readonly #feed: Feed<ApprovalChange>;
  readonly #pending = new Map<string, Approval>();
  /** Ids that are done with, so that a late event or list does not bring them back. */
  readonly #settled = new Map<string, Approval>();
  readonly #backfill: Coalesced;
  #release: (() => void)[] = [];
  #disposed = false;
  #timer: TimerHandle | undefined;
  /** The gateway's clock minus ours, told by approvals that have just been made. */
  #skewMs = 0;

  constructor(port: GatewayPort) {
    this.#port = port;
    this.#feed = new Feed(port.logger);
    this.#backfill = new Coalesced(
      port.clock,
      { delayMs: 0, intervalMs: 1000, retryMs: 10_000 },
      () => this.#readList(),
    );
  }

  get pending(): readonly Approval[] {
    this.start();
    return [...this.#pending.values()];
  }

  get(id: string): Approval | undefined {
    return this.#pending.get(id) ?? this.#settled.get(id);
  }

  start(): void {
    if (this.#release.length > 0 || this.#disposed) return;
    this.#release = [
      this.#port.on("exec.approval.requested", (payload) => this.#requested(payload, true)),
      this.#port.on("exec.approval.resolved", (payload) => this.#resolved(payload)),
      this.#port.onReady(() => this.#report(this.#backfill.now())),
      this.#port.onResync(({ reason }) => {
        // After a reconnect onReady has asked already.
        if (reason !== "reconnect") this.#report(this.#backfill.now());
      }),
    ];
    if (this.#port.hello !== undefined) this.#report(this.#backfill.join());
  }

  /** Reads the list now; rejects when that fails. On gateways without a list there is nothing to read. */
  async refetch(): Promise<void> {
    if (this.#release.length > 0) return this.#backfill.now();
    this.start();
    return this.#backfill.join();
  }

  onChange(fn: (change: ApprovalChange) => void): () => void {
    this.start();
    return this.#feed.listen(fn);
  }

  watch(o: { readonly signal?: AbortSignal | undefined }): AsyncIterableIterator<ApprovalChange> {
    this.start();
    const first = [...this.#pending.values()].map((approval): ApprovalChange => ({
      type: "requested",
      approval,
    }));
    return this.#feed.stream({ signal: o.signal, first });
  }

  /** A decision that was made here: gateways may not send its event back before the answer. */
  settle(id: string, decision: ApprovalDecision): void {
    const approval = this.#pending.get(id);
    if (approval !== undefined) this.#settle(approval, "resolved", { decision });
  }

  dispose(): void {
    this.#disposed = true;
    this.#backfill.dispose();
    for (const release of this.#release) release();
    this.#release = [];
    this.#port.clock.clearTimeout(this.#timer);
    this.#feed.close();
    this.#pending.clear();
    this.#settled.clear();
  }

  #report(reading: Promise<void>): void {
    reading.catch((error: unknown) => {
      if (this.#disposed) return;
      this.#port.logger.warn("Pending approvals could not be listed", { error });
    });
  }

  async #readList(): Promise<void> {
    const before = new Set(this.#pending.keys());
    let payload: unknown;
    try {
      payload = await this.#port.request(LIST, {});
    } catch (error) {
      if (lacksMethod(error, LIST, this.#port)) return;
      throw error;
    }
    const listed = new Set<string>();
    for (const entry of listEntries(payload, "approvals")) {
      const id = this.#requested(entry, false);
      if (id !== undefined) listed.add(id);
    }
    // What was known when the list was asked for and is not on it was settled while nobody listened.
    for (const id of before) {
      const approval = listed.has(id) ? undefined : this.#pending.get(id);
      if (approval !== undefined) this.#settle(approval, "resolved", {});
    }
  }

  #requested(payload: unknown, live: boolean): string | undefined {
    const approval = pendingApproval(payload);
    if (approval === undefined) return undefined;
    const { id, createdAtMs } = approval;
    if (live && createdAtMs !== undefined) this.#skewMs = createdAtMs - this.#port.clock.now();
    if (this.#pending.has(id) || this.#settled.has(id)) return id;
    this.#pending.set(id, approval);
    for (const oldest of this.#pending.values()) {
      if (this.#pending.size <= PENDING_KEPT) break;
      this.#settle(oldest, "expired");
    }
    this.#feed.emit({ type: "requested", approval });
    this.#expire();
    return id;
  }

  #resolved(payload: unknown): void {
    const event = record(payload);
    const approval = this.#pending.get(text(event["id"], event["approvalId"]) ?? "");
    if (approval === undefined) {
      // Decided before its question was seen here: remember that, so that a list does not revive it.
      const unseen = pendingApproval(payload);
      if (unseen !== undefined) this.#remember(withStatus(unseen, { status: "resolved" }));
      return;
    }
    const { decision } = event;
    const resolvedBy = text(event["resolvedBy"]);
    if (decision === null) return this.#settle(approval, "expired");
    this.#settle(approval, "resolved", compact({ decision: decisionOf(decision), resolvedBy }));
  }

  #settle(
    approval: Approval,
    status: "resolved" | "expired",
    by: { decision?: ApprovalDecision; resolvedBy?: string } = {},
  ): void {
    this.#pending.delete(approval.id);
    const settled = withStatus(approval, status === "expired" ? { status } : { status, ...by });
    this.#remember(settled);
    this.#feed.emit({ type: status, approval: settled });
    this.#expire();
  }

  #remember(approval: Approval): void {
    this.#settled.set(approval.id, approval);
    if (this.#settled.size <= SETTLED_KEPT) return;
    const oldest = this.#settled.keys().next().value;
    if (oldest !== undefined) this.#settled.delete(oldest);
  }

  /** One timer, for whichever ends first. */
  #expire(): void {
    const { clock } = this.#port;
    clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    const now = clock.now() + this.#skewMs;
    let next = Infinity;
    for (const approval of [...this.#pending.values()]) {
      const end = approval.expiresAtMs ?? Infinity;
      if (end <= now) return this.#settle(approval, "expired");
      next = Math.min(next, end);
    }
    if (next === Infinity) return;
    this.#timer = clock.setTimeout(() => this.#expire(), next - now, { keepAlive: false });
  }
}
