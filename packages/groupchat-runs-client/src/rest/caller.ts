import { HawserError, type Logger } from "@hawser/core";
import type { Answer } from "./answer.js";
import type { ApiRequest, Exchange } from "./exchange.js";
import { unreadable } from "./failures.js";
import type { Pacer } from "./retry.js";

/** What every call may be given. */
export interface CallOptions {
  /** Gives the call up; what was sent may have been done. */
  readonly signal?: AbortSignal;
}

/** Sends requests, and repeats the ones that can be repeated. */
export class Caller {
  readonly pacer: Pacer;
  readonly logger: Logger;
  readonly #exchange: Exchange;

  constructor(exchange: Exchange, pacer: Pacer, logger: Logger) {
    this.#exchange = exchange;
    this.pacer = pacer;
    this.logger = logger;
  }

  /**
   * Reads, again and again while the error may pass.
   *
   * @param parse - gives undefined for an answer of another shape.
   */
  async read<T>(
    request: ApiRequest,
    expected: string,
    parse: (value: unknown) => T | undefined,
    { signal }: CallOptions,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.readOnce(request, expected, parse, { ...(signal && { signal }) });
      } catch (error) {
        if (!(error instanceof HawserError) || !error.retryable) throw error;
        this.logger.debug("a read failed", { request: request.label, attempt, error });
        await this.pacer.pause(error, attempt, signal);
      }
    }
  }

  /** Reads without trying again. */
  async readOnce<T>(
    request: ApiRequest,
    expected: string,
    parse: (value: unknown) => T | undefined,
    { signal }: CallOptions,
  ): Promise<T> {
    const answer = await this.#exchange.send(request, signal);
    const value = answer.body.kind === "json" ? parse(answer.body.value) : undefined;
    if (value === undefined) throw this.#unreadable(answer, request, expected);
    return value;
  }

  /**
   * Posts, once.
   *
   * @throws ProtocolError also when a web page answers in the API's place: nobody knows what was done.
   */
  async post(request: ApiRequest, { signal }: CallOptions): Promise<unknown> {
    const answer = await this.#exchange.send(request, signal);
    if (answer.body.kind === "html") throw this.#unreadable(answer, request, "JSON");
    return answer.body.kind === "json" ? answer.body.value : undefined;
  }

  #unreadable(answer: Answer, request: ApiRequest, expected: string): HawserError {
    return unreadable(answer, this.#exchange.asked(request), expected);
  }
}
