import type { Skip } from "../task/source.js";
import type { Task } from "../task/task.js";

const FIRST_SWEEP = 1024;

/** {@link LoopGuardOptions} with the defaults filled in. */
export interface LoopGuardSettings {
  readonly agentTurns: number;
  readonly maxReplies: number;
  readonly windowMs: number;
}

interface Conversation {
  /** Tasks of agents since a person last spoke. */
  agentTurns: number;
  /** When tasks were let through, within the window. */
  readonly admitted: number[];
}

/** Lets tasks through that an agent should answer, and none that would make it talk to itself. */
export class LoopGuard {
  readonly #settings: LoopGuardSettings;
  readonly #conversations = new Map<string, Conversation>();
  #sweepAt = FIRST_SWEEP;

  constructor(settings: LoopGuardSettings) {
    this.#settings = settings;
  }

  /** @returns why not, or undefined when the task may be answered. */
  refuses(task: Task, now: number): Skip | undefined {
    if (task.speaker.kind === "self") return { reason: "own-message" };
    const { agentTurns, maxReplies, windowMs } = this.#settings;
    const conversation = this.#of(task, now);
    if (task.speaker.kind === "person") conversation.agentTurns = 0;
    else if (conversation.agentTurns >= agentTurns) return { reason: "other-agent" };
    this.#forget(conversation, now);
    const { admitted } = conversation;
    const [oldest] = admitted;
    if (oldest === undefined || admitted.length < maxReplies) return undefined;
    return { reason: "storm", retryAfterMs: Math.max(1, oldest + windowMs - now) };
  }

  /** It is going to be answered. */
  admitted(task: Task, now: number): void {
    const conversation = this.#of(task, now);
    if (task.speaker.kind === "agent") conversation.agentTurns += 1;
    if (this.#settings.maxReplies !== Infinity) conversation.admitted.push(now);
  }

  #of(task: Task, now: number): Conversation {
    const key = JSON.stringify([task.source, task.conversation]);
    let found = this.#conversations.get(key);
    if (found === undefined) {
      if (this.#conversations.size >= this.#sweepAt) this.#sweep(now);
      this.#conversations.set(key, (found = { agentTurns: 0, admitted: [] }));
    }
    return found;
  }

  #forget(conversation: Conversation, now: number): void {
    const { admitted } = conversation;
    while (admitted[0] !== undefined && admitted[0] <= now - this.#settings.windowMs) {
      admitted.shift();
    }
  }

  /** Quiet conversations say nothing. Done as the map grows, so that no timer is needed. */
  #sweep(now: number): void {
    for (const [key, conversation] of this.#conversations) {
      this.#forget(conversation, now);
      if (conversation.admitted.length === 0 && conversation.agentTurns === 0) {
        this.#conversations.delete(key);
      }
    }
    this.#sweepAt = Math.max(FIRST_SWEEP, this.#conversations.size * 2);
  }
}
