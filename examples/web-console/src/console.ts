import { signal, type ReadonlySignal } from "@preact/signals";
import { GatewayClient, type Approval, type GatewayClientOptions } from "@hawser/gateway-client";
import { ApprovalDesk } from "./approvals/approval-desk.js";
import { Conversation } from "./chat/conversation.js";
import { HealthWatch } from "./health/health-watch.js";
import { Line } from "./line/line.js";
import { PresenceBoard } from "./presence/presence-board.js";
import { RunBoard } from "./runs/run-board.js";
import { SessionList } from "./sessions/session-list.js";

/** What a console needs to know. */
export interface ConsoleOptions {
  readonly url: string;
  /** Empty when the gateway wants none, or knows this device already. */
  readonly token: string;
  /** Whatever else the client is to be told, such as `device` or `scopes`. */
  readonly client?: Omit<GatewayClientOptions, "url" | "token">;
  /** Told of each command that begins to wait for a person. */
  readonly onApproval?: (approval: Approval) => void;
  /** Told of each whole answer in the open conversation. */
  readonly onAnswer?: (text: string) => void;
}

/** Everything the page shows of one gateway. A page with several gateways would have several of these. */
export class Console {
  readonly gateway: GatewayClient;
  readonly line: Line;
  readonly sessions: SessionList;
  readonly approvals: ApprovalDesk;
  readonly runs: RunBoard;
  readonly presence: PresenceBoard;
  readonly health: HealthWatch;
  readonly #conversation = signal<Conversation | undefined>(undefined);
  readonly #drafts = new Map<string, string>();
  readonly #onAnswer: ((text: string) => void) | undefined;

  constructor({ url, token, client, onApproval, onAnswer }: ConsoleOptions) {
    // In a page the client keeps a device key in IndexedDB by itself, and signs in with it.
    this.gateway = new GatewayClient({
      url,
      ...(token !== "" && { token }),
      // No display name: 2026.3 would call every session that is written in here by it.
      client: { id: "webchat-ui", mode: "webchat" },
      waitForPairing: true,
      ...client,
    });
    this.#onAnswer = onAnswer;
    this.line = new Line(this.gateway, url);
    this.approvals = new ApprovalDesk(this.gateway, onApproval);
    this.sessions = new SessionList(this.gateway);
    this.runs = new RunBoard(this.gateway);
    this.presence = new PresenceBoard(this.gateway);
    this.health = new HealthWatch(this.gateway);
  }

  /** The session that is read and written, if one was opened. */
  get conversation(): ReadonlySignal<Conversation | undefined> {
    return this.#conversation;
  }

  /** Resolves when the gateway has let us in; rejects when trying again cannot help. */
  async connect(signal: AbortSignal): Promise<void> {
    await this.gateway.connect({ signal });
    void this.sessions.load();
  }

  /** Opens a session; what was being written in the one before is kept. */
  open(key: string): Conversation {
    const before = this.#conversation.value;
    if (before?.key === key) return before;
    this.leave();
    const conversation = new Conversation(this.gateway, key, this.#onAnswer);
    conversation.draft.value = this.#drafts.get(key) ?? "";
    this.#conversation.value = conversation;
    return conversation;
  }

  /** Closes the open session. */
  leave(): void {
    const before = this.#conversation.value;
    if (before === undefined) return;
    this.#drafts.set(before.key, before.draft.value);
    before.close();
    this.#conversation.value = undefined;
  }

  async close(): Promise<void> {
    this.leave();
    this.health.close();
    await this.gateway.close();
  }
}
