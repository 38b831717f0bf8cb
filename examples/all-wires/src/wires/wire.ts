import type { Source } from "@hawser/agent-runner";

/** A wire with a server at its one end, the runner's source at the other, and somebody who asks. */
export interface Wire {
  /** The source's name. */
  readonly name: string;
  /** What people call it. */
  readonly label: string;
  /** Who asks. */
  readonly asker: string;
  readonly source: Source;
  /** Resolves when the source listens. */
  listening(): Promise<void>;
  ask(question: string): void;
  /** Resolves when the asker has an answer to everything, as far as that is up to them. */
  settled(): Promise<void>;
  /** The whole answers that have arrived, in order, doubled ones twice. */
  answers(): readonly string[];
  /** What else must hold on this wire, when all is over. */
  facts?(): readonly Fact[];
  /** The line goes down, and stays down for a moment. Resolves when it carries again. */
  cut(): Promise<void>;
  close(): Promise<void>;
}

/** Something that has to be so. */
export interface Fact {
  readonly holds: boolean;
  readonly fact: string;
}
