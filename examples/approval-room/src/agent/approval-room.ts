import type { Agent, Task } from "@hawser/agent-runner";
import { type Approval, type GatewayClient, HawserError } from "@hawser/gateway-client";
import type { GruprClient } from "@hawser/grupr-client";
import { codeOf, offer, readDecision } from "./decision.js";

/** What a room needs. */
export interface ApprovalRoomOptions {
  readonly gateway: GatewayClient;
  readonly grupr: GruprClient;
  readonly gruprId: string;
  /** Whether a question is ours to ask; the gateway may have other agents and other deciders. */
  readonly isOurs: (approval: Approval) => boolean;
  /** What the question is about, where that is known. */
  readonly titleOf: (approval: Approval) => string | undefined;
  /** Names or ids of those who may decide. Default: every person in the room. */
  readonly approvers?: readonly string[];
  readonly say: (line: string) => void;
}

/** Asks the people of a room what an agent may run, and tells the gateway what they decide. */
export class ApprovalRoom {
  readonly #o: ApprovalRoomOptions;
  /** Ids of what was decided in this room: that is not news there. */
  readonly #decidedHere = new Set<string>();

  constructor(options: ApprovalRoomOptions) {
    this.#o = options;
  }

  /**
   * Asks whatever needs a decision until the signal aborts. Begin before the gateway is connected: it asks
   * only those who said that they can decide.
   */
  async ask(signal: AbortSignal): Promise<void> {
    const { gateway, isOurs } = this.#o;
    for await (const { type, approval } of gateway.approvals.watch({ signal })) {
      if (!isOurs(approval)) continue;
      const code = codeOf(approval.id);
      if (type === "requested") await this.#post(this.#question(approval, code), signal);
      else if (type === "expired")
        await this.#post(`Too late to decide ${code}: it is not run.`, signal);
      else if (!this.#decidedHere.delete(approval.id)) {
        await this.#post(`${code} was decided elsewhere.`, signal);
      }
    }
  }

  /** The agent of the room: takes decisions, and has nothing to say to other talk. */
  readonly decide: Agent = async (task) => {
    const wish = readDecision(task.text);
    if (wish === undefined) return;
    const { gateway, isOurs, say } = this.#o;
    if (!this.#mayDecide(task)) return `${nameOf(task)}, you are not among those who decide.`;
    const open = gateway.approvals.pending.filter(isOurs);
    const approval = open.find(({ id }) => codeOf(id) === wish.code);
    if (approval === undefined) return `There is no open question ${wish.code}.`;
    const { id, command, allowedDecisions } = approval;
    if (!allowedDecisions.includes(wish.decision)) {
      return `That cannot be decided. Write ${offer(allowedDecisions, wish.code)}.`;
    }
    this.#decidedHere.add(id);
    try {
      await gateway.approvals.resolve({ id, decision: wish.decision });
    } catch (error) {
      this.#decidedHere.delete(id);
      if (error instanceof HawserError && SETTLED.has(error.code)) return error.message;
      throw error;
    }
    say(`${nameOf(task)} decided ${wish.code}: ${wish.decision}`);
    return `${wish.decision === "deny" ? "Denied" : "Allowed"} by ${nameOf(task)}: \`${command}\``;
  };

  #question(approval: Approval, code: string): string {
    const { command, cwd, agentId, allowedDecisions } = approval;
    const title = this.#o.titleOf(approval);
    const task = title === undefined ? "" : ` for "${title}"`;
    const where = cwd === undefined ? "" : ` in ${cwd}`;
    // Every line of it is set apart: a command must not pass for words of ours.
    const shown = command.replaceAll(/^/gmu, "    ");
    const answer = offer(allowedDecisions, code);
    return `${agentId ?? "The agent"} wants to run this${task}${where}:\n\n${shown}\n\nWrite ${answer}.`;
  }

  #mayDecide({ speaker }: Task): boolean {
    const { approvers } = this.#o;
    if (approvers === undefined) return true;
    return [speaker.id, speaker.name].some((who) => who !== undefined && approvers.includes(who));
  }

  async #post(text: string, signal: AbortSignal): Promise<void> {
    try {
      await this.#o.grupr.messages.send(this.#o.gruprId, text, { signal });
    } catch (error) {
      if (signal.aborted) return;
      // The question stays open at the gateway, for others who decide; it expires there.
      this.#o.say(`The room could not be told: ${error instanceof Error ? error.message : "?"}`);
    }
  }
}

const SETTLED = new Set(["APPROVAL_ALREADY_RESOLVED", "APPROVAL_NOT_FOUND"]);

function nameOf({ speaker }: Task): string {
  return speaker.name ?? speaker.id ?? "Somebody";
}
