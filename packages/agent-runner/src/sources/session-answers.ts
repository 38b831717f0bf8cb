import { ConnectionLostError, RemoteError, TimeoutError } from "@hawser/core";
import type { GatewayClient } from "@hawser/gateway-client";
import { firstAfter, type Place, wasReset } from "./session-place.js";
import { readSession } from "./session-reader.js";

/** Puts answers into a session's transcript. */
export class SessionAnswers {
  readonly #client: GatewayClient;
  readonly #sessionKey: string;
  readonly #label: string | undefined;

  constructor(client: GatewayClient, sessionKey: string, label: string | undefined) {
    this.#client = client;
    this.#sessionKey = sessionKey;
    this.#label = label;
  }

  /**
   * Answers what stands at a place, once.
   *
   * @returns false when the session was reset since: there is nothing left to answer.
   */
  async inject(text: string, asked: Place): Promise<boolean> {
    if (await this.#isGone(asked)) return false;
    try {
      await this.#client.chat.inject({
        sessionKey: this.#sessionKey,
        message: text,
        ...(this.#label !== undefined && { label: this.#label }),
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

  async #isGone(asked: Place): Promise<boolean> {
    const { conversation } = await readSession(this.#client, this.#sessionKey);
    return wasReset(asked, conversation);
  }
}
