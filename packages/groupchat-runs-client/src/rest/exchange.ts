import type { HawserError } from "@hawser/core";
import {
  type Clock,
  parseRetryAfter,
  TimeoutError,
  ValidationError,
  withDeadline,
} from "@hawser/core";
import { readBody, type Answer } from "./answer.js";
import type { Credentials } from "./credentials.js";
import { type Asked, connectionFailed, failureOf } from "./failures.js";

/** One call of the API. */
export interface ApiRequest {
  readonly method: "GET" | "POST";
  /** Below apiUrl, with a leading slash. */
  readonly path: string;
  /** The path for messages, without ids. */
  readonly label: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: object;
}

/** What the exchanges of one client have in common. */
export interface ExchangeOptions {
  readonly apiUrl: string;
  readonly credentials: Credentials;
  /** Milliseconds one request may take, its body included. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly fetch: typeof fetch | undefined;
}

/** Sends one request, once, and reads its answer to the end. */
export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #root: string;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#root = apiRoot(options.apiUrl);
  }

  /** How a request is spoken of. */
  asked(request: ApiRequest): Asked {
    return {
      label: `${request.method} ${request.label}`,
      changes: request.method === "POST",
      secrets: this.#options.credentials.secrets,
    };
  }

  /**
   * @throws AuthError, ScopeError, ValidationError, RemoteError, ProtocolError for refusals;
   * ConnectionLostError and TimeoutError when there was no answer; the signal's reason.
   */
  async send(request: ApiRequest, signal: AbortSignal | undefined): Promise<Answer> {
    const { credentials, timeoutMs, clock } = this.#options;
    const asked = this.asked(request);
    const answer = await withDeadline(
      async (inner) => {
        const token = await credentials.token();
        try {
          return await this.#fetch(request, credentials.header(token), inner);
        } catch (reason) {
          inner.throwIfAborted();
          throw connectionFailed(reason, asked);
        }
      },
      {
        ms: timeoutMs,
        clock,
        ...(signal !== undefined && { signal }),
        onTimeout: () =>
          new TimeoutError(`${asked.label} was not answered within ${timeoutMs} ms`, { timeoutMs }),
      },
    );
    const failure: HawserError | undefined = failureOf(answer, asked);
    if (failure !== undefined) throw failure;
    return answer;
  }

  async #fetch(request: ApiRequest, authorization: string, signal: AbortSignal): Promise<Answer> {
    const { method, body } = request;
    const send = this.#options.fetch ?? globalThis.fetch;
    const response = await send(this.#url(request), {
      method,
      signal,
      headers: {
        authorization,
        accept: "application/json",
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // A redirected POST would arrive as a GET.
      redirect: method === "GET" ? "follow" : "manual",
      // Some workers know no such option.
      ...(typeof document === "object" && { cache: "no-store" as const }),
    });
    const retryAfter = response.headers.get("retry-after") ?? undefined;
    return {
      status: response.status,
      retryAfterMs: parseRetryAfter(retryAfter, this.#options.clock.now()),
      body: readBody(await response.text()),
    };
  }

  #url({ path, query = {} }: ApiRequest): string {
    const url = new URL(this.#root + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url.href;
  }
}

function apiRoot(apiUrl: string): string {
  let url: URL | undefined;
  try {
    url = new URL(apiUrl);
  } catch {
    // Refused below, without the URL: it may hold a secret.
  }
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "") {
    throw new ValidationError("apiUrl is not an http(s) address, or has a user name in it.", {
      code: "INVALID_URL",
      path: "apiUrl",
      expected: "an https:// URL",
      hint: "GroupChat's is https://groupchat.ai/api/v1/agent.",
    });
  }
  url.hash = "";
  url.search = "";
  return url.href.replace(/\/+$/, "");
}
