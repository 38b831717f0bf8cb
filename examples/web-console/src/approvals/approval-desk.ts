import { signal, type ReadonlySignal } from "@preact/signals";
import type {
  Approval,
  ApprovalChange,
  ApprovalDecision,
  GatewayClient,
} from "@hawser/gateway-client";
import type { Problem } from "@hawser/example-web-parts/line";
import { explain } from "../line/explain.js";

/** How many decided questions stay in view. */
const KEPT = 6;

/** What became of one's own decision. */
export type Deciding =
  | { readonly status: "sending"; readonly decision: ApprovalDecision }
  | { readonly status: "failed"; readonly problem: Problem };

/** Commands that wait for a person, as signals, and one's decisions about them. */
export class ApprovalDesk {
  readonly #gateway: GatewayClient;
  readonly #pending = signal<readonly Approval[]>([]);
  readonly #settled = signal<readonly Approval[]>([]);
  readonly #deciding = signal<ReadonlyMap<string, Deciding>>(new Map());

  /**
   * To be made before the client connects: it tells the gateway that somebody decides here.
   *
   * @param onRequested is told of each new question, once.
   */
  constructor(gateway: GatewayClient, onRequested: (approval: Approval) => void = () => undefined) {
    this.#gateway = gateway;
    gateway.approvals.onChange((change) => {
      this.#changed(change);
      if (change.type === "requested") onRequested(change.approval);
    });
    this.#pending.value = gateway.approvals.pending;
  }

  /** The oldest first. */
  get pending(): ReadonlySignal<readonly Approval[]> {
    return this.#pending;
  }

  /** The last ones that were decided or expired, the latest first. */
  get settled(): ReadonlySignal<readonly Approval[]> {
    return this.#settled;
  }

  /** One's own decisions that are under way or failed, by the question's id. */
  get deciding(): ReadonlySignal<ReadonlyMap<string, Deciding>> {
    return this.#deciding;
  }

  /** Decides. Never rejects: what goes wrong stands in `deciding`. A second try while one is sent is nothing. */
  async decide(id: string, decision: ApprovalDecision): Promise<void> {
    if (this.#deciding.value.get(id)?.status === "sending") return;
    this.#note(id, { status: "sending", decision });
    try {
      await this.#gateway.approvals.resolve({ id, decision });
      this.#note(id, undefined);
    } catch (error) {
      this.#note(id, { status: "failed", problem: explain(error) });
      // Whoever was quicker may have decided it: the list knows.
      await this.#gateway.approvals.list().catch(() => undefined);
      this.#pending.value = this.#gateway.approvals.pending;
    }
  }

  #changed({ type, approval }: ApprovalChange): void {
    this.#pending.value = this.#gateway.approvals.pending;
    if (type === "requested") return;
    const others = this.#settled.value.filter(({ id }) => id !== approval.id);
    this.#settled.value = [approval, ...others].slice(0, KEPT);
    this.#note(approval.id, undefined);
  }

  #note(id: string, what: Deciding | undefined): void {
    const next = new Map(this.#deciding.value);
    if (what === undefined) next.delete(id);
    else next.set(id, what);
    this.#deciding.value = next;
  }
}
