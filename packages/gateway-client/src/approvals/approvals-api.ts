import { abortable, RemoteError } from "@hawser/core";
import type { GatewayPort } from "../client-port.js";
import type { CallOptions } from "../compat/call-options.js";
import { canonicalDecision, documentedDecision } from "../compat/decisions.js";
import { callByEitherName } from "../compat/method-names.js";
import { compact, number, record, text } from "../compat/records.js";
import { isRefusal } from "../compat/refusals.js";
import type {
  ApprovalDecision,
  ApprovalDecisionInput,
  ApprovalRequestParams,
  ApprovalRequestResult,
} from "../schemas/approvals.js";
import { decisionOf, type Approval } from "./approval.js";
import { ApprovalInbox, type ApprovalChange } from "./approval-inbox.js";

/** Without these capabilities at connect, a protocol 4 gateway sends no approvals and denies at once. */
export const APPROVAL_CAPS: readonly string[] = ["approvals", "exec-approvals"];

const RESOLVE = "exec.approval.resolve";
const REQUEST = "exec.approval.request";
/** The longest a gateway waits by default (2026.9), and a little for the answer's way. */
const LONGEST_WAIT_MS = 30 * 60_000;
const ANSWER_MS = 5000;

/** `gateway.approvals`: commands that wait for a person. Needs the scope `operator.approvals`. */
export class ApprovalsApi {
  readonly #port: GatewayPort;
  readonly #inbox: ApprovalInbox;

  constructor(port: GatewayPort) {
    this.#port = port;
    this.#inbox = new ApprovalInbox(port);
  }

  /** What is pending as known now, without asking. The first use starts following. */
  get pending(): readonly Approval[] {
    return this.#inbox.pending;
  }

  /**
   * What is pending, freshly listed. On a gateway without a list (2026.3): what its events have told
   * since the inbox is used.
   */
  async list(o: { readonly signal?: AbortSignal } = {}): Promise<readonly Approval[]> {
    await abortable(this.#inbox.refetch(), o.signal);
    return this.#inbox.pending;
  }

  /**
   * Asks for a decision and waits for it, `timeoutMs` of the params long. `decision` is null when
   * nobody decided, which is at once when no client is there to decide (2026.9).
   */
  async request(
    params: ApprovalRequestParams,
    o: CallOptions = {},
  ): Promise<ApprovalRequestResult> {
    const timeoutMs = o.timeoutMs ?? (params.timeoutMs ?? LONGEST_WAIT_MS) + ANSWER_MS;
    const answer = record(
      await callByEitherName(this.#port, REQUEST, (name) =>
        this.#port.request(name, params, { ...o, timeoutMs }),
      ),
    );
    return compact({
      ...answer,
      id: text(answer["id"], params.id) ?? "",
      decision: decisionOf(answer["decision"]) ?? null,
      createdAtMs: number(answer["createdAtMs"]),
      expiresAtMs: number(answer["expiresAtMs"]),
    });
  }

  /**
   * Decides. `approve` means `allow-once`. A documented gateway knows no `allow-always` and is told to
   * approve this once; `decision` of the result says what holds.
   * @throws RemoteError code `APPROVAL_ALREADY_RESOLVED` or `APPROVAL_NOT_FOUND` (unknown, expired, or
   * resolved earlier on a gateway that does not tell which).
   */
  async resolve(
    params: { readonly id: string; readonly decision: ApprovalDecisionInput },
    o?: CallOptions,
  ): Promise<{ readonly id: string; readonly decision: ApprovalDecision }> {
    const { id } = params;
    let decision = canonicalDecision(params.decision);
    try {
      await callByEitherName(this.#port, RESOLVE, async (name) => {
        if (name === RESOLVE) return this.#port.request(name, { id, decision }, o);
        const documented = documentedDecision(decision);
        const answer = await this.#port.request(name, { id, decision: documented }, o);
        if (documented === "approve") decision = "allow-once";
        return answer;
      });
    } catch (error) {
      throw this.#explain(error, id);
    }
    this.#inbox.settle(id, decision);
    return { id, decision };
  }

  /**
   * Everything that happens, beginning with what is pending now: each approval requested once, then
   * resolved or expired once, whoever decides. Holds up to 1024 unread changes.
   */
  watch(o: { readonly signal?: AbortSignal } = {}): AsyncIterableIterator<ApprovalChange> {
    return this.#inbox.watch(o);
  }

  onChange(fn: (change: ApprovalChange) => void): () => void {
    return this.#inbox.onChange(fn);
  }

  dispose(): void {
    this.#inbox.dispose();
  }

  #explain(error: unknown, id: string): unknown {
    const details = error instanceof RemoteError ? record(error.details)["reason"] : undefined;
    const known = this.#inbox.get(id);
    const already =
      details === "APPROVAL_ALREADY_RESOLVED" || isRefusal(error, /approval already resolved/i);
    const unknown =
      details === "APPROVAL_NOT_FOUND" || isRefusal(error, /unknown (or expired )?approval id/i);
    if (!(error instanceof RemoteError) || !(already || unknown)) return error;
    const resolved = already || known?.status === "resolved";
    const decision = known?.status === "resolved" ? known.decision : undefined;
    return new RemoteError(
      resolved
        ? `The approval ${id} is already resolved${decision === undefined ? "" : ` (${decision})`}`
        : `There is no pending approval ${id}`,
      {
        code: resolved ? "APPROVAL_ALREADY_RESOLVED" : "APPROVAL_NOT_FOUND",
        remoteCode: error.remoteCode,
        details: error.details,
        method: RESOLVE,
        hint: resolved
          ? "Somebody else, or an earlier call, decided it."
          : "It expired, was resolved before, or the gateway restarted; the agent has to ask again.",
        cause: error,
      },
    );
  }
}
