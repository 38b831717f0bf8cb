import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { AgentMessage, Entry, Message, Picture, Quote } from "./entry.js";

/** What is being written in a room, kept while another room is open. */
export interface Draft {
  readonly text: Signal<string>;
  readonly quote: Signal<Quote | undefined>;
  readonly pictures: Signal<readonly Picture[]>;
}

/** One conversation: the direct one with the agent, or a group. */
export class Room {
  /** The group's id; none for the direct conversation. */
  readonly groupId: string | undefined;
  readonly title: string;
  readonly draft: Draft = {
    text: signal(""),
    quote: signal(undefined),
    pictures: signal([]),
  };
  /** Messages that came while another room was open. */
  readonly unread: Signal<number> = signal(0);
  readonly #entries = signal<readonly Entry[]>([]);
  readonly #stops = signal<ReadonlyMap<string, () => void>>(new Map());

  constructor(groupId: string | undefined, title: string) {
    this.groupId = groupId;
    this.title = title;
  }

  /** Everything said, oldest first. */
  get entries(): ReadonlySignal<readonly Entry[]> {
    return this.#entries;
  }

  /** Whether an answer to one's own message is under way, so that it can be stopped. */
  readonly answering: ReadonlySignal<boolean> = computed(() => this.#stops.value.size > 0);

  add(entry: Entry): void {
    this.#entries.value = [...this.#entries.value, entry];
  }

  remove(id: string): void {
    this.#entries.value = this.#entries.value.filter((entry) => entry.id !== id);
  }

  /** A message by its own id, or by the one it has on the wire. */
  find(id: string): Message | undefined {
    return this.#entries.value.findLast(
      (entry): entry is Message =>
        entry.kind !== "notice" &&
        (entry.id === id || (entry.kind === "own" && entry.wireId.peek() === id)),
    );
  }

  /** The answer to a message, if one has begun. */
  answerTo(messageId: string): AgentMessage | undefined {
    return this.#entries.value.findLast(
      (entry): entry is AgentMessage => entry.kind === "agent" && entry.answers === messageId,
    );
  }

  /** Remembers how to stop an answer, until {@link ended}. */
  began(messageId: string, stop: () => void): void {
    this.#stops.value = new Map([...this.#stops.value, [messageId, stop]]);
  }

  ended(messageId: string): void {
    this.#stops.value = new Map([...this.#stops.value].filter(([id]) => id !== messageId));
  }

  /** Stops every answer that is under way. */
  stop(): void {
    for (const stop of this.#stops.value.values()) stop();
  }
}
