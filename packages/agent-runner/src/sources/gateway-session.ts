import {
  ConnectionLostError,
  HawserError,
  nextReconnectDelay,
  sleep,
  TimeoutError,
} from "@hawser/core";
import type { GatewayClient } from "@hawser/gateway-client";
import type { Source, SourceContext, SourceTask } from "../task/source.js";
import type { AgentReply, Task } from "../task/task.js";
import { DonePrefix } from "./done-prefix.js";
import { messagesOf, saidBefore, type SessionMessage } from "./session-messages.js";

/** Options of {@link gatewaySessionSource}. */
export interface GatewaySessionSourceOptions {
  /** The session to follow, such as `"agent:main:main"`. */
  readonly sessionKey: string;
  /** Default `"gateway"`. Several sessions in one runner need names of their own. */
  readonly name?: string;
  /**
   * Whose messages are tasks: people's (`"user"`, default), or what the session's own agent says, for a
   * reviewer or a bridge (`"assistant"`; the runner then needs `loopGuard: { agentTurns: … }`).
   */
  readonly follow?: "user" | "assistant";
  /** Where answers go. Default: into the session's transcript, by `chat.inject` (scope `operator.admin`). */
  readonly answer?: (reply: AgentReply, task: SourceTask) => void | Promise<void>;
  /** Stands before injected answers, so that the session's readers know who speaks. Default: none. */
  readonly label?: string;
  /** What is injected when the agent failed. Default: nothing. */
  readonly failureText?: (error: unknown) => string | undefined;
  /** How many earlier messages an agent is told with a task. Default 20. */
  readonly contextMessages?: number;
  /** How often the transcript is read although nothing was heard, ms. Default 60 000. */
  readonly safetyPollMs?: number;
}

const HISTORY = 200;

interface Place {
  readonly id: string;
  readonly at: number;
}

/**
 * What is said in a session of an OpenClaw gateway, from now on, or from where the runner's store says.
 * The session's own agent answers its users as ever: this is a second voice. The task's `raw` is the
 * ChatMessage.
 */
export function gatewaySessionSource(
  client: GatewayClient,
  options: GatewaySessionSourceOptions,
): Source {
  return {
    name: options.name ?? "gateway",
    tasks: (context) => new SessionFeed(client, options, context).tasks(),
  };
}

class SessionFeed {
  readonly #client: GatewayClient;
  readonly #options: GatewaySessionSourceOptions;
  readonly #context: SourceContext;
  readonly #done = new DonePrefix<Place>();
  #place: Place | undefined;
  #ring: () => void = () => undefined;
  #rang = false;

  constructor(client: GatewayClient, options: GatewaySessionSourceOptions, context: SourceContext) {
    this.#client = client;
    this.#options = options;
    this.#context = context;
  }

  async *tasks(): AsyncGenerator<SourceTask, void> {
    const { signal, cursor } = this.#context;
    const offs = await this.#listen();
    try {
      const stored = cursor.load();
      this.#place = stored === undefined ? undefined : (JSON.parse(stored) as Place);
      let failures = 0;
      while (!signal.aborted) {
        this.#rang = false;
        try {
          for (const task of await this.#read()) yield task;
          failures = 0;
        } catch (error) {
          if (signal.aborted) return;
          if (!(error instanceof HawserError) || !error.retryable) throw error;
          await this.#wait(this.#delay(error, failures++));
          continue;
        }
        if (!this.#rang) await this.#wait(this.#options.safetyPollMs ?? 60_000);
      }
    } finally {
      for (const off of offs) off();
    }
  }

  async #listen(): Promise<readonly (() => void)[]> {
    const { sessionKey } = this.#options;
    const { signal } = this.#context;
    const ring = (): void => {
      this.#rang = true;
      this.#ring();
    };
    const isOurs = (key: string | undefined): boolean =>
      key === sessionKey || key?.endsWith(`:${sessionKey}`) === true;
    const offs = [
      this.#client.on("session.message", (event) => isOurs(event.sessionKey) && ring()),
      // Gateways that tell of no messages tell of the runs they cause (2026.3).
      this.#client.on(
        "chat",
        (event) => isOurs(event.sessionKey) && event.state !== "delta" && ring(),
      ),
      this.#client.on("resync", ring),
    ];
    signal.addEventListener("abort", ring, { once: true });
    offs.push(() => signal.removeEventListener("abort", ring));
    const subscription = await this.#client.sessions.subscribe({ key: sessionKey });
    offs.push(() => subscription.unsubscribe());
    return offs;
  }

  async #read(): Promise<SourceTask[]> {
    const { sessionKey, follow = "user", contextMessages = 20 } = this.#options;
    const { signal, cursor } = this.#context;
    const history = await this.#client.chat.history({ sessionKey, limit: HISTORY }, { signal });
    const messages = messagesOf(history.messages);
    const last = messages.at(-1);
    if (this.#place === undefined) {
      this.#place = placeOf(last);
      await cursor.save(JSON.stringify(this.#place));
      return [];
    }
    const fresh = messages.slice(firstAfter(messages, this.#place));
    if (last !== undefined) this.#place = placeOf(last);
    const before = messages.length - fresh.length;
    return fresh.flatMap((message, index) => {
      if (message.role !== follow) return [];
      const context = saidBefore(messages, before + index, contextMessages);
      return [this.#taskOf(message, context)];
    });
  }

  #taskOf(message: SessionMessage, context: Task["context"]): SourceTask {
    const { sessionKey, answer, failureText } = this.#options;
    const done = this.#done.add(placeOf(message));
    const finish = async (): Promise<void> => {
      const place = done();
      if (place !== undefined) await this.#context.cursor.save(JSON.stringify(place));
    };
    const task: SourceTask = {
      id: message.id,
      conversation: sessionKey,
      text: message.text,
      speaker: message.speaker,
      context,
      raw: message.raw,
      reply: async (reply) => {
        if (answer !== undefined) await answer(reply, task);
        else if (reply.text.trim() !== "") await this.#inject(reply.text, message);
        await finish();
      },
      fail: async (error) => {
        const words = failureText?.(error);
        if (words !== undefined && words.trim() !== "") await this.#inject(words, message);
        await finish();
      },
      skip: finish,
      // The place in the transcript stays before it: it comes again.
      release: () => undefined,
      ...(answer === undefined && {
        wasReplied: ({ text }: AgentReply) => this.#wasSaid(text, message),
      }),
    };
    return task;
  }

  async #inject(text: string, after: SessionMessage): Promise<void> {
    const { sessionKey, label } = this.#options;
    try {
      await this.#client.chat.inject({
        sessionKey,
        message: text,
        ...(label !== undefined && { label }),
      });
    } catch (error) {
      const isUnknown =
        error instanceof TimeoutError ||
        (error instanceof ConnectionLostError && error.maybeExecuted);
      if (!isUnknown) throw error;
      if (await this.#wasSaid(text, after)) return;
      throw new ConnectionLostError("The answer did not get into the session", {
        retryable: true,
        maybeExecuted: false,
        cause: error,
      });
    }
  }

  /** Whether an answer stands in the transcript, after what it answers. */
  async #wasSaid(text: string, after: SessionMessage): Promise<boolean> {
    if (text.trim() === "") return true;
    const { sessionKey } = this.#options;
    const history = await this.#client.chat.history({ sessionKey, limit: HISTORY });
    const messages = messagesOf(history.messages);
    const said = messages.slice(firstAfter(messages, placeOf(after)));
    return said.some((one) => one.role === "assistant" && one.text.endsWith(text));
  }

  #delay(error: HawserError, attempt: number): number {
    const { retryAfterMs } = error;
    this.#context.logger.warn("The session could not be read, will try again", { error });
    return nextReconnectDelay({ attempt, retryAfterMs, options: {}, random: Math.random });
  }

  async #wait(ms: number): Promise<void> {
    const { clock, signal } = this.#context;
    const wake = new AbortController();
    this.#ring = () => wake.abort();
    if (!signal.aborted) await sleep(ms, { clock, signal: wake.signal }).catch(() => undefined);
  }
}

function placeOf(message: SessionMessage | undefined): Place {
  return { id: message?.id ?? "", at: message?.at ?? 0 };
}

/** Index of the first message after a place; a transcript may have lost the message itself. */
function firstAfter(messages: readonly SessionMessage[], { id, at }: Place): number {
  const index = messages.findIndex((message) => message.id === id);
  if (index !== -1) return index + 1;
  const later = messages.findIndex((message) => message.at > at);
  return later === -1 ? messages.length : later;
}
