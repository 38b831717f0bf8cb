import type {
  Approval,
  ApprovalChange,
  ApprovalDecision,
  GatewayClient,
} from "@hawser/gateway-client";
import type { Screen } from "../terminal/screen.js";
import { wrap } from "../text/line-wrapper.js";
import { explain } from "./explain.js";
import { shortKey } from "./session-list.js";

const ANSWERS: Readonly<Record<string, ApprovalDecision>> = {
  o: "allow-once",
  once: "allow-once",
  y: "allow-once",
  yes: "allow-once",
  a: "allow-always",
  always: "allow-always",
  d: "deny",
  deny: "deny",
  n: "deny",
  no: "deny",
};

const OFFERS: Readonly<Record<ApprovalDecision, string>> = {
  "allow-once": "[o]nce",
  "allow-always": "[a]lways",
  deny: "[d]eny",
};

/** What a typed answer decides, among what is allowed. */
export function readDecision(
  text: string,
  allowed: readonly ApprovalDecision[],
): ApprovalDecision | undefined {
  const decision = ANSWERS[text.trim().toLowerCase()];
  return decision !== undefined && allowed.includes(decision) ? decision : undefined;
}

/** Asks about commands that wait for a decision, one at a time. */
export class ApprovalDesk {
  readonly #client: GatewayClient;
  readonly #screen: Screen;
  readonly #onChange: () => void;
  readonly #now: () => number;
  readonly #openSession: () => string;
  #asking: Approval | undefined;
  #askedAt: number | undefined;
  /** Ids of those whose decision is on its way. */
  readonly #deciding = new Set<string>();

  constructor(o: {
    readonly client: GatewayClient;
    readonly screen: Screen;
    readonly now: () => number;
    /** The key of the session that is open. */
    readonly openSession: () => string;
    /** A question came up or is gone. */
    readonly onChange: () => void;
  }) {
    this.#client = o.client;
    this.#screen = o.screen;
    this.#onChange = o.onChange;
    this.#now = o.now;
    this.#openSession = o.openSession;
    // Before connecting: a gateway asks only those who said that they can decide.
    this.#client.approvals.onChange((change) => this.#changed(change));
  }

  /** When the open question was asked. */
  get askedAt(): number | undefined {
    return this.#askedAt;
  }

  get asking(): boolean {
    return this.#asking !== undefined;
  }

  /** The open question is answered already, the gateway has not confirmed it yet. */
  get deciding(): boolean {
    return this.#asking !== undefined && this.#deciding.has(this.#asking.id);
  }

  /** Takes what was typed as the answer to the open question. */
  answer(text: string): void {
    const approval = this.#asking;
    if (approval === undefined) return;
    const decision = readDecision(text, approval.allowedDecisions);
    if (decision === undefined) {
      this.#screen.notice(this.#screen.colors.yellow(`  please answer ${offer(approval)}`));
      return;
    }
    void this.#decide(approval, decision);
  }

  /** Nobody is there to answer any more. */
  denyAll(): void {
    for (const approval of this.#client.approvals.pending) void this.#decide(approval, "deny");
  }

  async #decide(approval: Approval, decision: ApprovalDecision): Promise<void> {
    const { id } = approval;
    if (this.#deciding.has(id)) return;
    this.#deciding.add(id);
    try {
      await this.#client.approvals.resolve({ id, decision });
    } catch (error) {
      this.#screen.print(this.#screen.colors.red(`✗ ${explain(error).what}`));
      if (this.#asking === approval) this.#next();
    } finally {
      this.#deciding.delete(id);
    }
  }

  #changed({ type, approval }: ApprovalChange): void {
    if (type === "requested") {
      if (this.#asking === undefined) this.#ask(approval);
      return;
    }
    const { colors } = this.#screen;
    const mine = this.#asking?.id === approval.id;
    if (approval.status === "resolved") {
      // Without a decision: it was gone when we came back, decided by somebody or lost in a restart.
      const { decision = "no longer asked" } = approval;
      const mark = decision.startsWith("allow") ? colors.green("✓") : colors.red("✗");
      this.#screen.notice(`${mark} ${colors.dim(`${decision}: ${commandOf(approval)}`)}`);
    } else if (approval.status === "expired") {
      this.#screen.notice(colors.dim(`✗ too late to decide: ${commandOf(approval)}`));
    }
    if (mine) this.#next();
  }

  #ask(approval: Approval): void {
    this.#asking = approval;
    this.#askedAt = this.#now();
    const { colors, width } = this.#screen;
    const { agentId, cwd, sessionKey = this.#openSession() } = approval;
    const elsewhere = sessionKey === this.#openSession() ? "" : ` (in ${shortKey(sessionKey)})`;
    const where = `${cwd === undefined ? "" : ` in ${cwd}`}${elsewhere}`;
    this.#screen.notice(
      colors.yellow(`? ${agentId ?? "The agent"} wants to run this${where}:`),
      ...wrap(commandOf(approval), width - 4).map((row) => `    ${colors.bold(row)}`),
      colors.dim(`  ${offer(approval)}, then Enter`),
    );
    this.#screen.question(colors.yellow("allow? › "));
    this.#onChange();
  }

  #next(): void {
    this.#asking = undefined;
    this.#askedAt = undefined;
    const [waiting] = this.#client.approvals.pending;
    if (waiting !== undefined) return this.#ask(waiting);
    this.#screen.question(undefined);
    this.#onChange();
  }
}

function offer({ allowedDecisions }: Approval): string {
  return allowedDecisions.map((decision) => OFFERS[decision]).join(", ");
}

function commandOf({ command, id }: Approval): string {
  return command === "" ? `(approval ${id})` : command;
}
