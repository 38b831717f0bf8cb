import { setTimeout as sleep } from "node:timers/promises";

/** Something that was said in a session, as a model would get it. */
export interface Said {
  readonly role: "user" | "assistant";
  /** Who said it, where several people share the session. */
  readonly name: string;
  readonly content: string;
}

/**
 * An agent is a function: it gets the session so far, the new message last, and gives its answer bit by
 * bit. `signal` aborts when nobody wants the rest.
 */
export type Agent = (session: readonly Said[], signal: AbortSignal) => AsyncIterable<string>;

/** About as fast as a model writes, ms for a word. */
const WORD_MS = 25;

/** Needs no model. Put a call of yours in its place. */
export const logKeeper: Agent = async function* keepLog(session, signal) {
  for (const word of answerTo(session).match(/\S+\s*/g) ?? []) {
    await sleep(WORD_MS, undefined, { signal });
    yield word;
  }
};

function answerTo(session: readonly Said[]): string {
  const message = session.at(-1)?.content ?? "";
  if (/\bwhat\b.*\b(log|said|remember)/i.test(message)) return readLog(session.slice(0, -1));
  if (/\b(story|long)\b/i.test(message)) return STORY;
  return `It is in the log: "${message}". Ask me what the log says, or for a story.`;
}

function readLog(session: readonly Said[]): string {
  const lines = session
    .filter(({ role }) => role === "user")
    .map(({ name, content }) => `${name}: ${content}`);
  return lines.length === 0 ? "The log is empty." : `The log says: ${lines.join("; ")}.`;
}

const STORY = `A hawser was once made of hemp, a fathom for every year of the rope maker's life. Yarns
were spun in one direction, strands laid in the other, and the strands into a rope in the first direction
again. Each twist wants to come undone, and each keeps the next from doing so. That is why a rope under
load becomes firmer, and why it holds a ship to the quay through the night. When the tide turns the ship
swings about, the rope sings a little, and in the morning everything is where it was.`;
