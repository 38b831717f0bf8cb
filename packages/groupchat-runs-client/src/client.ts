import { HawserError, type Logger, redactingLogger, RemoteError } from "@hawser/core";
import { Ending } from "./ending.js";
import type { FeedState } from "./feed/feed-state.js";
import { InFlight } from "./feed/in-flight.js";
import { RunFeed } from "./feed/run-feed.js";
import { clientClosed, pendingRuns, stoppedRuns, type StoppedScope } from "./feed/run-iterator.js";
import { type GroupChatRunsClientOptions, type Settings, settingsOf } from "./options.js";
import { RunsApi } from "./rest/api.js";
import { Caller, type CallOptions } from "./rest/caller.js";
import { Credentials } from "./rest/credentials.js";
import { Exchange } from "./rest/exchange.js";
import { Pacer } from "./rest/retry.js";
import type { RunChange } from "./rest/transitions.js";
import type { AgentProfile, ListParams, Run, RunCosts, RunDetails } from "./schemas/index.js";
import type { RunHandler, WorkOptions, WorkOutcome } from "./work/job.js";
import { processRuns, type ProcessOptions } from "./work/process.js";
import { workRun } from "./work/run-work.js";

/** What a client tells of itself. */
export interface GroupChatRunsEvents {
  /** How news of runs come in has changed. */
  state: FeedState;
}

/** How long close() waits for the last words on runs being worked, ms. */
const CLOSE_GRACE_MS = 2000;

/**
 * Picks up the runs that people delegate to a GroupChat agent, reports on them and closes them: each
 * once, whatever the network, the subscription or the API does.
 *
 * @example
 * ```ts
 * const runs = new GroupChatRunsClient({ token: process.env.GROUPCHAT_AGENT_TOKEN });
 * await runs.process(async (job) => {
 *   job.progress("Reading the task.");
 *   return answer(job.run.prompt, { signal: job.signal });
 * }, { concurrency: 2, signal });
 * await runs.close();
 * ```
 */
export class GroupChatRunsClient {
  readonly #settings: Settings;
  readonly #credentials: Credentials;
  readonly #logger: Logger;
  readonly #api: RunsApi;
  readonly #inFlight: InFlight;
  readonly #feed: RunFeed;
  /** Work ends first, then the calls that tell of it. */
  readonly #closing = new Ending();
  readonly #closed = new Ending();
  readonly #work = new Set<Promise<unknown>>();
  #closes: Promise<void> | undefined;

  /** @throws ValidationError for a token, a URL or a transport that cannot be meant. */
  constructor(options: GroupChatRunsClientOptions) {
    const settings = settingsOf(options);
    const { clock, random, apiUrl, requestTimeoutMs: timeoutMs, fetch } = settings;
    const credentials = new Credentials(settings.token, settings.auth);
    const logger = redactingLogger(settings.logger, credentials.secrets);
    const exchange = new Exchange({ apiUrl, credentials, timeoutMs, clock, fetch });
    this.#settings = settings;
    this.#credentials = credentials;
    this.#logger = logger;
    this.#api = new RunsApi(new Caller(exchange, new Pacer(settings.retry, clock, random), logger));
    this.#inFlight = new InFlight((error) => logger.error("a listener threw", { error }));
    this.#feed = new RunFeed({
      settings,
      credentials,
      api: this.#api,
      inFlight: this.#inFlight,
      logger,
    });
  }

  /** How news of runs come in: idle, starting, live, polling, down or closed. */
  get state(): FeedState {
    return this.#feed.state;
  }

  /** Listens; the returned function ends that. A listener that throws is logged and disturbs nothing. */
  on<K extends keyof GroupChatRunsEvents>(
    event: K,
    fn: (payload: GroupChatRunsEvents[K]) => void,
  ): () => void {
    return this.#feed.events.on(event, fn);
  }

  /**
   * Who the token belongs to (`GET /me`).
   *
   * @throws AuthError when the token is refused; and what {@link GroupChatRunsClient.get} throws.
   */
  me(options: CallOptions = {}): Promise<AgentProfile> {
    return this.#call(options, (inner) => this.#api.me(inner));
  }

  /** Runs of this agent (`GET /runs`), in the API's order. How many come without `limit` is its choice. */
  list(params: ListParams = {}, options: CallOptions = {}): Promise<Run[]> {
    return this.#call(options, (inner) => this.#api.list(params, inner));
  }

  /**
   * A run with its task and activity (`GET /runs/:id`).
   *
   * @throws RemoteError `NOT_FOUND`, `RATE_LIMITED`, `SERVER_ERROR`; AuthError; ScopeError `FORBIDDEN`;
   * ConnectionLostError and TimeoutError, after several tries; ProtocolError when something else than
   * GroupChat answers; the signal's reason.
   */
  get(id: string, options: CallOptions = {}): Promise<RunDetails> {
    return this.#call(options, (inner) => this.#api.get(id, inner));
  }

  /**
   * Takes a PENDING run (`POST /runs/:id/start`). When the answer is lost, the run is read: RUNNING is
   * then taken as ours.
   *
   * @param body - shown as a comment on the task.
   * @throws RemoteError `CONFLICT` when the run is not PENDING (`details.status`): do not work it. Else as
   * {@link GroupChatRunsClient.get}; ConnectionLostError's `maybeExecuted` says when nobody knows.
   */
  async start(id: string, body?: string, options: CallOptions = {}): Promise<RunChange> {
    this.#inFlight.starting(id);
    try {
      const change = await this.#call(options, (inner) => this.#api.start(id, body, inner));
      this.#inFlight.started(id);
      return change;
    } catch (error) {
      this.#inFlight.done(id);
      throw error;
    }
  }

  /**
   * Posts progress (`POST /runs/:id/comment`); the run's status stays. A comment whose answer was lost is
   * looked for in the activity before it is posted again.
   */
  comment(id: string, body: string, options: CallOptions = {}): Promise<void> {
    return this.#call(options, (inner) => this.#api.comment(id, body, inner));
  }

  /**
   * Closes a RUNNING run as FINISHED (`POST /runs/:id/complete`); its owner is notified once, also when
   * the answer is lost.
   *
   * @throws RemoteError `CONFLICT` when the run is not RUNNING (`details.status`).
   */
  complete(id: string, body: string, options: CallOptions & RunCosts = {}): Promise<RunChange> {
    return this.#finish("complete", id, body, options);
  }

  /** Closes a RUNNING run as ERROR (`POST /runs/:id/error`), otherwise as {@link GroupChatRunsClient.complete}. */
  error(id: string, body: string, options: CallOptions & RunCosts = {}): Promise<RunChange> {
    return this.#finish("error", id, body, options);
  }

  /**
   * The runs that wait to be started, as they come. Each is given once in this client's life, to one
   * reader, across snapshots, reconnects and transports; one that vanishes before it is asked for is not
   * given. Ends when the signal aborts or the client is closed; leaving the loop stops listening.
   *
   * @throws AuthError, ScopeError or ProtocolError from the loop when listening cannot help any more.
   */
  pending(options: { readonly signal?: AbortSignal } = {}): AsyncIterableIterator<Run, undefined> {
    return pendingRuns(this.#feed, options.signal);
  }

  /**
   * The runs that their owners stop. By default only those that were started through this client and are
   * not closed yet, each once, to every reader; `scope: "all"` gives what GroupChat lists, history too.
   */
  stopped(
    options: { readonly signal?: AbortSignal; readonly scope?: StoppedScope } = {},
  ): AsyncIterableIterator<Run, undefined> {
    const { scope = "in-flight", signal } = options;
    return stoppedRuns(this.#feed, this.#inFlight, scope, signal);
  }

  /** Gives a run back that `pending()` gave and nobody started: while it is PENDING, it comes again. */
  release(id: string): void {
    this.#feed.backlog.release(id);
  }

  /**
   * Works one run: starts it, calls the handler, posts its progress as few comments, and closes the run
   * with what the handler returned or threw. Nothing is posted to a run that is not RUNNING. While the
   * API is down it waits.
   *
   * @throws what starting the run threw, other than that it is not PENDING any more.
   */
  work(run: Run, handler: RunHandler, options: WorkOptions = {}): Promise<WorkOutcome> {
    const release = this.#feed.acquire();
    const calls = {
      get: this.get.bind(this),
      start: this.start.bind(this),
      startUnknown: (id: string) => this.#api.startUnknown(id),
      comment: this.comment.bind(this),
      complete: this.complete.bind(this),
      error: this.error.bind(this),
    };
    const context = {
      calls,
      inFlight: this.#inFlight,
      settings: this.#settings,
      logger: this.#logger,
      secrets: this.#credentials.secrets,
      closing: this.#closing,
      closed: this.#closed,
    };
    return this.#track(workRun(context, run, handler, options).finally(release));
  }

  /**
   * Works runs as they come, `concurrency` at a time. Resolves when the signal has aborted (or the client
   * is closed) and the runs being worked have ended.
   *
   * @throws AuthError, ScopeError or ProtocolError when listening cannot help any more.
   */
  process(handler: RunHandler, options: ProcessOptions = {}): Promise<void> {
    const context = {
      settings: this.#settings,
      logger: this.#logger,
      pending: (signal: AbortSignal) => this.pending({ signal }),
      running: (signal: AbortSignal) => this.list({ status: "RUNNING" }, { signal }),
      work: this.work.bind(this),
      release: this.release.bind(this),
    };
    return this.#track(processRuns(context, handler, options));
  }

  /**
   * Closes for good. Iterators end; work is aborted and has two seconds to be reported as an error; then
   * calls reject with ConnectionLostError `CLOSED`. Safe in every state and more than once; afterwards
   * the process can exit.
   */
  close(): Promise<void> {
    this.#closes ??= this.#close();
    return this.#closes;
  }

  /** Closes, at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    this.#closing.end(
      new HawserError("The agent was shut down before it had finished.", { code: "SHUT_DOWN" }),
    );
    this.#feed.close();
    if (this.#work.size > 0) {
      const { clock } = this.#settings;
      await new Promise<void>((resolve) => {
        const timer = clock.setTimeout(resolve, CLOSE_GRACE_MS);
        void Promise.allSettled(this.#work).then(() => {
          clock.clearTimeout(timer);
          resolve();
        });
      });
    }
    this.#closed.end(clientClosed());
  }

  async #finish(
    call: "complete" | "error",
    id: string,
    body: string,
    { signal, ...costs }: CallOptions & RunCosts,
  ): Promise<RunChange> {
    try {
      const options = signal === undefined ? {} : { signal };
      const change = await this.#call(options, (inner) =>
        this.#api.finish(call, id, body, costs, inner),
      );
      this.#inFlight.done(id);
      return change;
    } catch (error) {
      // It is over, whoever ended it.
      if (error instanceof RemoteError && /^(CONFLICT|NOT_FOUND)$/.test(error.code)) {
        this.#inFlight.done(id);
      }
      throw error;
    }
  }

  async #call<T>({ signal }: CallOptions, call: (options: CallOptions) => Promise<T>): Promise<T> {
    return this.#closed.bounds(signal, (inner) => call({ signal: inner }));
  }

  #track<T>(work: Promise<T>): Promise<T> {
    const tracked = work.finally(() => {
      this.#work.delete(tracked);
    });
    this.#work.add(tracked);
    return tracked;
  }
}
