import { ConnectionLostError, RemoteError, TimeoutError } from "@hawser/core";
import type { GatewayClient } from "@hawser/gateway-client";
import { firstAfter, type Place, wasReset } from "./session-place.js";
import { readSession } from "./session-reader.js";

/** The longest that an answer waits for the session's own agent to get under way, ms. */
const PATIENCE_MS = 60_000;
/** The same when nothing says that it does, ms. */
const SOON_MS = 3000;
/** How long it waits for news before it looks again, ms. */
const LOOK_MS = 500;

/** What {@link SessionAnswers} works with. */
export interface AnswersSetup {
  readonly client: GatewayClient;
  readonly sessionKey: string;
  readonly label: string | undefined;
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
  /** Resolves when something is heard of the session, or after so many ms. */
  readonly news: (ms: number) => Promise<void>;
}

/** Puts answers into a session's transcript. */
export class SessionAnswers {
  readonly #setup: AnswersSetup;
  readonly #client: GatewayClient;
  readonly #sessionKey: string;

  constructor(setup: AnswersSetup) {
    this.#setup = setup;
    this.#client = setup.client;
    this.#sessionKey = setup.sessionKey;
  }

  /**
   * Answers what stands at a place, once.
   *
   * @returns false when the session was reset since: there is nothing left to answer.
   */
  async inject(text: string, asked: Place): Promise<boolean> {
    const { label } = this.#setup;
    if (!(await this.#mayBeAnswered(asked))) return false;
    try {
      await this.#client.chat.inject({
        sessionKey: this.#sessionKey,
        message: text,
        ...(label !== undefined && { label }),
      });
      return true;
    } catch (error) {
      // Reset a moment ago: an older gateway has no transcript to write to (2026.3).
      if (error instanceof RemoteError && (await this.#isGone(asked))) return false;
      const isUnknown =
        error instanceof TimeoutError ||
        (error instanceof ConnectionLostError && error.maybeExecuted);
      if (!isUnknown) throw error;
      if (await this.wasSaid(text, asked)) return true;
      throw new ConnectionLostError("The answer did not get into the session", {
        retryable: true,
        maybeExecuted: false,
        cause: error,
      });
    }
  }

  /** Whether an answer stands in the transcript, after what it answers. */
  async wasSaid(text: string, asked: Place): Promise<boolean> {
    if (text.trim() === "") return true;
    const now = await readSession(this.#client, this.#sessionKey, { since: asked });
    const said = now.messages.slice(firstAfter(now.messages, asked, now.conversation));
    return said.some((one) => one.role === "assistant" && one.text.endsWith(text));
  }

  /** Waits until an answer does no harm. @returns false when there is nothing left to answer. */
  async #mayBeAnswered(asked: Place): Promise<boolean> {
    const { now, news } = this.#setup;
    const began = now();
    for (;;) {
      const { conversation, isPreparing } = await readSession(this.#client, this.#sessionKey);
      if (wasReset(asked, conversation)) return false;
      const patienceMs = isPreparing === "soon" ? SOON_MS : PATIENCE_MS;
      if (isPreparing === false || now() - began >= patienceMs) return true;
      await news(LOOK_MS);
    }
  }

  async #isGone(asked: Place): Promise<boolean> {
    const { conversation } = await readSession(this.#client, this.#sessionKey);
    return wasReset(asked, conversation);
  }
}
