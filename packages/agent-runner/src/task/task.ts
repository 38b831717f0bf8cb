/** Who said something. */
export interface Speaker {
  /** `self`: this agent; `agent`: another agent or AI; `person`: everybody else. */
  readonly kind: "person" | "agent" | "self";
  /** The wire's id of them, where it has one. */
  readonly id?: string | undefined;
  readonly name?: string | undefined;
}

/** Something that was said before the task, oldest first in a list. */
export interface Said {
  readonly speaker: Speaker;
  readonly text: string;
}

/** A file that came with a task. */
export interface TaskMedia {
  /** A file on this machine. */
  readonly path?: string | undefined;
  /** Its bytes, where it was sent along. */
  readonly data?: Uint8Array | undefined;
  readonly mimeType?: string | undefined;
  readonly name?: string | undefined;
}

/** One piece of work, as an agent gets it. The same whatever wire it came by. */
export interface Task {
  /** Unique within its source, and the same when the wire delivers it again. */
  readonly id: string;
  /** Name of the source it came from, such as `"grupr"`. */
  readonly source: string;
  /** What belongs together: tasks of one conversation are worked one after the other, in order. */
  readonly conversation: string;
  /** What is asked now. */
  readonly text: string;
  readonly speaker: Speaker;
  /** What the conversation is about, where the wire tells: a GroupChat task's title. */
  readonly title?: string | undefined;
  /** More about that. */
  readonly description?: string | undefined;
  /** What was said before, oldest first, as far as the wire tells. */
  readonly context: readonly Said[];
  readonly media: readonly TaskMedia[];
  /** The wire's own message or run. */
  readonly raw?: unknown;
}

/** How an agent answers a task. */
export interface AgentReply {
  /** The whole reply. Empty: nothing is to be said. */
  readonly text: string;
  /** Files that go with it, where the wire has them (ws-channel). */
  readonly mediaUrls?: readonly string[] | undefined;
  /** What it cost in US dollars, where the wire wants to know (GroupChat). */
  readonly costUsd?: number | undefined;
}
