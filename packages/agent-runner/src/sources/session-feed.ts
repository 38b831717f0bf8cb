import { HawserError, monotonic, nextReconnectDelay, sleep } from "@hawser/core";
import type { GatewayClient } from "@hawser/gateway-client";
import type { SourceContext, SourceTask } from "../task/source.js";
import type { AgentReply, Task } from "../task/task.js";
import { DonePrefix } from "./done-prefix.js";
import type { GatewaySessionSourceOptions } from "./gateway-session.js";
import { SessionAnswers } from "./session-answers.js";
import { saidBefore, type SessionMessage } from "./session-messages.js";
import { firstAfter, type Place, placeOf, wasReset } from "./session-place.js";
import { listenToSession, readSession } from "./session-reader.js";

interface Open {
  readonly place: Place;
  takeBack(): void;
}

/** Follows one session. */
export class SessionFeed {
  readonly #client: GatewayClient;
  readonly #options: GatewaySessionSourceOptions;
  readonly #context: SourceContext;
  readonly #answers: SessionAnswers;
  readonly #done = new DonePrefix<Place>();
  readonly #open = new Set<Open>();
  #place: Place | undefined;
  readonly #waiting = new Set<() => void>();
  #rang = false;

  constructor(client: GatewayClient, options: GatewaySessionSourceOptions, context: SourceContext) {
    this.#client = client;
    this.#options = options;
    this.#context = context;
    const { sessionKey, label } = options;
    const now = monotonic(context.clock);
    const news = (ms: number): Promise<void> => this.#news(ms);
    this.#answers = new SessionAnswers({ client, sessionKey, label, now, news });
  }

  async *tasks(): AsyncGenerator<SourceTask, void> {
    const { signal, cursor } = this.#context;
    const { sessionKey, safetyPollMs = 60_000 } = this.#options;
    const stored = cursor.load();
    this.#place = stored === undefined ? undefined : (JSON.parse(stored) as Place);
    const ring = (): void => {
      this.#rang = true;
      for (const wake of this.#waiting) wake();
    };
    signal.addEventListener("abort", ring, { once: true });
    let off: (() => void) | undefined;
    let failures = 0;
    try {
      while (!signal.aborted) {
        this.#rang = false;
        try {
          off ??= await listenToSession(this.#client, sessionKey, ring);
          for (const task of await this.#read()) yield task;
          failures = 0;
        } catch (error) {
          if (signal.aborted) return;
          if (!(error instanceof HawserError) || !error.retryable) throw error;
          await this.#news(this.#delay(error, failures++));
          continue;
        }
        if (!this.#rang) await this.#news(safetyPollMs);
      }
    } finally {
      signal.removeEventListener("abort", ring);
      off?.();
    }
  }

  async #read(): Promise<SourceTask[]> {
    const { sessionKey, follow = "user", contextMessages = 20 } = this.#options;
    const { signal, cursor } = this.#context;
    const { messages, conversation } = await readSession(this.#client, sessionKey, {
      since: this.#place,
      signal,
    });
    for (const open of this.#open) {
      if (wasReset(open.place, conversation)) open.takeBack();
    }
    const last = placeOf(messages.at(-1), conversation);
    if (this.#place === undefined) {
      this.#place = last;
      await cursor.save(JSON.stringify(last));
      return [];
    }
    const first = firstAfter(messages, this.#place, conversation);
    if (messages.length > 0) this.#place = last;
    return messages.slice(first).flatMap((message, index) => {
      if (message.role !== follow) return [];
      const context = saidBefore(messages, first + index, contextMessages);
      return [this.#taskOf(message, placeOf(message, conversation), context)];
    });
  }

  #taskOf(message: SessionMessage, asked: Place, context: Task["context"]): SourceTask {
    const { sessionKey, answer, failureText } = this.#options;
    const stop = new AbortController();
    const done = this.#done.add(asked);
    const finish = async (): Promise<void> => {
      this.#open.delete(open);
      const place = done();
      if (place !== undefined) await this.#context.cursor.save(JSON.stringify(place));
    };
    const open: Open = {
      place: asked,
      takeBack: () => {
        stop.abort(taken());
        void finish();
      },
    };
    this.#open.add(open);
    const say = async (text: string): Promise<void> => {
      if (text.trim() === "" || (await this.#answers.inject(text, asked))) return;
      open.takeBack();
      stop.signal.throwIfAborted();
    };
    const task: SourceTask = {
      id: message.id,
      conversation: sessionKey,
      text: message.text,
      speaker: message.speaker,
      context,
      raw: message.raw,
      signal: stop.signal,
      reply: async (reply) => {
        if (answer === undefined) await say(reply.text);
        else await answer(reply, task);
        await finish();
      },
      fail: async (error) => {
        await say(failureText?.(error) ?? "");
        await finish();
      },
      skip: finish,
      // The place in the transcript stays before it: it comes again.
      release: () => void this.#open.delete(open),
      ...(answer === undefined && {
        wasReplied: ({ text }: AgentReply) => this.#answers.wasSaid(text, asked),
      }),
    };
    return task;
  }

  #delay(error: HawserError, attempt: number): number {
    const { retryAfterMs } = error;
    this.#context.logger.warn("The session could not be read, will try again", { error });
    return nextReconnectDelay({ attempt, retryAfterMs, options: {}, random: Math.random });
  }

  /** Resolves when something is heard of the session, or after so many ms. */
  async #news(ms: number): Promise<void> {
    const { clock } = this.#context;
    const awake = new AbortController();
    const wake = (): void => awake.abort();
    this.#waiting.add(wake);
    await sleep(ms, { clock, signal: awake.signal }).catch(() => undefined);
    this.#waiting.delete(wake);
  }
}

function taken(): HawserError {
  return new HawserError("The session was reset before it was answered", { code: "SESSION_RESET" });
}
