import {
  AuthError,
  backoffDelay,
  ConnectionLostError,
  HawserError,
  RemoteError,
  sleep,
} from "@hawser/core";
import { authorOf, type GruprClient, type GruprMessage } from "@hawser/grupr-client";
import type { Answer, Brain } from "../brain/brain.js";
import { wrap } from "../brain/wrap.js";
import type { PendingReply, RoomReport, RoomState } from "../files/room-state.js";
import type { StateFile } from "../files/state-file.js";
import type { Watcher } from "./events.js";
import { readBack } from "./read-back.js";

/** How often a message is tried that may itself be what fails. */
const MOST_TRIES = 3;
/** An agent that says nothing is asked once more: models stumble. */
const MOST_SILENCES = 2;
const SLOWEST_MS = 60_000;
/** Own messages that are remembered, to tell a new reply from an old one with the same words. */
const REMEMBERED = 50;

/** What an {@link Answerer} works with. */
export interface AnswererSetup {
  readonly gruprId: string;
  readonly client: GruprClient;
  readonly brain: Brain;
  readonly state: StateFile;
  readonly watch: Watcher;
  /** Ends waiting for a better moment. */
  readonly leave: AbortSignal;
  /** Ends the work itself; what is not posted by then is asked again in the next life. */
  readonly signal: AbortSignal;
  /** `poll`: one try, and what fails is left for the next time. */
  readonly once: boolean;
}

/** What became of a message: `"left"` is not done, and comes again. */
export type Outcome = "done" | "left";

/**
 * Answers the messages of a room, one after the other. Each reply is written down before it is posted:
 * after a crash the room is read for it, and only if it is not there it is posted again.
 */
export class Answerer {
  readonly #setup: AnswererSetup;

  constructor(setup: AnswererSetup) {
    this.#setup = setup;
  }

  /**
   * Takes care of one message. The caller moves the cursor after "done".
   *
   * @throws AuthError when the hub refuses the token; the signal's reason.
   */
  async take(message: GruprMessage): Promise<Outcome> {
    const { watch, client, state } = this.#setup;
    const { message_id: id } = message;
    const author = authorOf(message);
    if (author.kind === "agent") {
      watch({
        event: "skipped",
        message_id: id,
        because: author.id === client.agentId ? "own" : "agent",
      });
      return "done";
    }
    if (message.content.trim() === "") {
      watch({ event: "skipped", message_id: id, because: "empty" });
      return "done";
    }
    const began = Date.now();
    const pending = state.state.pending?.find((one) => one.message_id === id);
    if (pending !== undefined) return this.#post(message, pending.reply, began, pending);
    watch({ event: "asking", message_id: id, from: author.name ?? "A person" });
    await this.#report({ answering_since: new Date(began).toISOString() });
    const answer = await this.#ask(message);
    if (answer === undefined) return "left";
    if (answer.kind === "reply") return this.#post(message, answer.text, began, undefined);
    return "done";
  }

  /** Undefined: to be asked another time. A failure that is given up has been told of. */
  async #ask(message: GruprMessage): Promise<Answer | undefined> {
    const { brain, gruprId, watch, signal, once } = this.#setup;
    const { message_id: id } = message;
    const text = wrap(message);
    let blamed = 0;
    let silences = 0;
    for (let attempt = 0; ; attempt++) {
      const answer = await brain.ask({ messageId: id, gruprId, attempt, text }, signal);
      signal.throwIfAborted();
      if (answer.kind === "reply") return answer;
      const { reason } = answer;
      if (answer.kind === "silent") {
        silences += 1;
        if (silences >= MOST_SILENCES || once) {
          watch({ event: "silent", message_id: id, reason });
          return answer;
        }
      } else if (once) {
        watch({ event: "unanswered", message_id: id, reason });
        return undefined;
      } else if (answer.because === "message" && ++blamed >= MOST_TRIES) {
        await this.#giveUp(id, reason);
        return answer;
      }
      await this.#wait(id, reason, attempt, undefined, answer.kind === "failed");
    }
  }

  /** @param earlier - how an earlier life left it. */
  async #post(
    message: GruprMessage,
    reply: string,
    began: number,
    earlier: PendingReply | undefined,
  ): Promise<Outcome> {
    const { watch, signal, once } = this.#setup;
    const { message_id: id } = message;
    const answered = (replyId: string, found: boolean): Outcome => {
      const took = Date.now() - began;
      watch({ event: "answered", message_id: id, reply_id: replyId, took_ms: took, found });
      return "done";
    };
    if (earlier?.reply_id !== undefined) return answered(earlier.reply_id, true);
    // When it was handed to the hub without it being known what became of it.
    const sent = { at: earlier === undefined ? undefined : Date.parse(earlier.posted_at) };
    for (let attempt = 0; ; attempt++) {
      try {
        const found = await this.#find(message, reply, sent.at);
        const { message_id: replyId } = found ?? (await this.#send(id, reply, sent));
        await this.#remember(id, replyId);
        return answered(replyId, found !== undefined);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof HawserError) || error instanceof AuthError) throw error;
        if (isAboutTheReply(error)) {
          await this.#giveUp(id, error.message);
          return "done";
        }
        if (once) {
          watch({ event: "unanswered", message_id: id, reason: error.message });
          return "left";
        }
        await this.#wait(id, error.message, attempt, error.retryAfterMs);
      }
    }
  }

  async #find(
    message: GruprMessage,
    reply: string,
    postedAtMs: number | undefined,
  ): Promise<GruprMessage | undefined> {
    if (postedAtMs === undefined) return undefined;
    const { client, gruprId, state, leave } = this.#setup;
    const known = state.state.replies ?? [];
    return readBack(client, {
      gruprId,
      reply,
      answers: message,
      known,
      postedAtMs,
      signal: leave,
    });
  }

  async #send(id: string, reply: string, sent: { at: number | undefined }): Promise<GruprMessage> {
    const { client, gruprId, state } = this.#setup;
    const now = Date.now();
    const pending = { message_id: id, reply, posted_at: new Date(now).toISOString() };
    await state.update((before) => ({ pending: [...others(before, id), pending] }));
    try {
      // Whoever leaves lets it end: otherwise it would not be known.
      return await client.messages.send(gruprId, reply);
    } catch (error) {
      if (mayHaveArrived(error)) sent.at = now;
      throw error;
    }
  }

  async #wait(
    id: string,
    reason: string,
    attempt: number,
    retryAfterMs: number | undefined,
    isError = true,
  ): Promise<void> {
    const { watch, leave } = this.#setup;
    const own = backoffDelay({ attempt, maxMs: SLOWEST_MS, random: Math.random });
    const delay = Math.max(own, retryAfterMs ?? 0);
    watch({ event: "retrying", message_id: id, reason, delay_ms: delay });
    if (isError)
      await this.#report({ last_error: reason, last_error_at: new Date().toISOString() });
    await sleep(delay, { signal: leave });
  }

  async #giveUp(id: string, reason: string): Promise<void> {
    this.#setup.watch({ event: "unanswered", message_id: id, reason });
    const { report } = this.#setup.state.state;
    await this.#report({
      unanswered: (report?.unanswered ?? 0) + 1,
      last_error: reason,
      last_error_at: new Date().toISOString(),
    });
  }

  /** It is in the room: what is pending says so until the cursor has moved. */
  async #remember(id: string, replyId: string): Promise<void> {
    await this.#setup.state.update((before) => ({
      pending: before.pending?.map((one) =>
        one.message_id === id ? { ...one, reply_id: replyId } : one,
      ),
      replies: [...(before.replies ?? []).filter((other) => other !== replyId), replyId].slice(
        -REMEMBERED,
      ),
      report: {
        ...before.report,
        answered: (before.report?.answered ?? 0) + 1,
        last_answer_at: new Date().toISOString(),
      },
    }));
  }

  async #report(fields: RoomReport): Promise<void> {
    await this.#setup.state.update(({ report }) => ({ report: { ...report, ...fields } }));
  }
}

const others = (state: RoomState, id: string): readonly PendingReply[] =>
  (state.pending ?? []).filter((one) => one.message_id !== id);

function mayHaveArrived(error: unknown): boolean {
  if (!(error instanceof HawserError)) return true;
  if (error instanceof ConnectionLostError) return error.maybeExecuted;
  return error.code === "TIMEOUT" || error.code === "UNEXPECTED_ANSWER";
}

/** The hub will not take these words, however often it is asked. */
function isAboutTheReply(error: HawserError): boolean {
  if (!(error instanceof RemoteError)) return error.code === "INVALID_ARGUMENT";
  const { status } = Object(error.details) as { readonly status?: unknown };
  return status === 400 || status === 413 || status === 422;
}
