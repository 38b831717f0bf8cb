import type { SourceCursor } from "../../task/source.js";

/** How many are remembered: two answers with the same words are rarely further apart. */
const REMEMBERED = 50;

/**
 * Which of the agent's latest messages answers which, across lives of the process: a reply is told from
 * another one with the same words.
 */
export class OwnReplies {
  readonly #cursor: SourceCursor;
  /** Id of the reply by the id of what it answers, oldest first. */
  #replies: ReadonlyMap<string, string>;

  constructor(cursor: SourceCursor) {
    this.#cursor = cursor;
    this.#replies = repliesIn(cursor.load());
  }

  /** The id of the reply to a message. */
  to(messageId: string): string | undefined {
    return this.#replies.get(messageId);
  }

  ids(): Iterable<string> {
    return this.#replies.values();
  }

  async add(messageId: string, replyId: string): Promise<void> {
    const others = [...this.#replies].filter(([id]) => id !== messageId);
    const latest = [...others, [messageId, replyId] as const].slice(-REMEMBERED);
    this.#replies = new Map(latest);
    await this.#cursor.save(JSON.stringify({ replies: latest }));
  }
}

function repliesIn(text: string | undefined): ReadonlyMap<string, string> {
  try {
    const { replies } = Object(JSON.parse(text ?? "{}")) as { readonly replies?: unknown };
    return new Map(Array.isArray(replies) ? replies.filter(isPair) : []);
  } catch {
    return new Map();
  }
}

function isPair(value: unknown): value is [string, string] {
  return Array.isArray(value) && typeof value[0] === "string" && typeof value[1] === "string";
}
