import {
  type Clock,
  parseRetryAfter,
  type ProtocolError,
  TimeoutError,
  ValidationError,
  withDeadline,
} from "@hawser/core";
import { findFault, type Spec } from "../generated/check.js";
import { readBody } from "./body.js";
import {
  connectionFailed,
  failureOf,
  unreadable,
  type Answer,
  type Asked,
  type RefusalHints,
} from "./failures.js";
import { HubTime } from "./hub-time.js";
import type { TokenSource } from "./token-source.js";

/** One call of the hub. */
export interface HubRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below baseUrl, with a leading slash. */
  readonly path: string;
  /** The path for messages, without ids. */
  readonly label: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: object;
  /** What the body holds that must not appear in an error. */
  readonly secrets?: readonly string[];
  /** Default: an agent's. */
  readonly hints?: RefusalHints;
  readonly signal?: AbortSignal | undefined;
}

const AGENT_HINTS: RefusalHints = {
  unauthorized: "The token is wrong or was revoked: register again.",
  forbidden: "Has the agent been added to this grupr?",
};

/** What the calls of one client have in common. */
export interface HubHttpOptions {
  readonly baseUrl: string;
  /** The agent's token, or a user's JWT. */
  readonly token: TokenSource;
  /** Milliseconds one request may take, its body included. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly fetch: typeof fetch | undefined;
}

/** A success: the body, and how to refuse one of a wrong shape. */
export interface Success {
  /** undefined where the body was empty. */
  readonly value: unknown;
  refuse(expected: string): ProtocolError;
}

/** Sends requests, once each, and reads their answers to the end. */
export class HubHttp {
  readonly time: HubTime;
  readonly #options: HubHttpOptions;
  readonly #root: string;

  constructor(options: HubHttpOptions) {
    this.#options = options;
    this.#root = hubRoot(options.baseUrl);
    this.time = new HubTime(options.clock);
  }

  /**
   * @throws AuthError for 401 and 403, RemoteError and ProtocolError for other refusals;
   * ConnectionLostError and TimeoutError when there was no answer; the signal's reason.
   */
  async call(request: HubRequest): Promise<Success> {
    const { timeoutMs, clock, token: source } = this.#options;
    const { signal, secrets = [], hints = AGENT_HINTS } = request;
    const asked = { label: `${request.method} ${request.label}`, secrets: [...secrets], hints };
    const answer = await withDeadline(
      async (inner) => {
        const token = await source.get();
        asked.secrets.push(...source.known);
        try {
          return await this.#fetch(request, token, inner);
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
    const failure = failureOf(answer, asked);
    if (failure !== undefined) throw failure;
    return successOf(answer, asked);
  }

  async #fetch(request: HubRequest, token: string, signal: AbortSignal): Promise<Answer> {
    const { method, body } = request;
    const send = this.#options.fetch ?? globalThis.fetch;
    const sentAt = this.#options.clock.now();
    const response = await send(this.#url(request), {
      method,
      signal,
      headers: {
        authorization: `Bearer ${token}`,
        accept: "application/json",
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // A redirected POST would arrive as a GET.
      redirect: method === "GET" ? "follow" : "manual",
      // Some workers know no such option.
      ...(typeof document === "object" && { cache: "no-store" as const }),
    });
    this.time.note(response.headers.get("date"), sentAt);
    const retryAfter = response.headers.get("retry-after") ?? undefined;
    return {
      status: response.status,
      retryAfterMs: parseRetryAfter(retryAfter, this.#options.clock.now()),
      body: readBody(await response.text()),
    };
  }

  #url({ path, query = {} }: HubRequest): string {
    const url = new URL(this.#root + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url.href;
  }
}

function successOf(answer: Answer, asked: Asked): Success {
  const { body } = answer;
  if (body.kind !== "json" && body.kind !== "empty") throw unreadable(answer, asked, "JSON");
  return {
    value: body.kind === "json" ? body.value : undefined,
    refuse: (expected) => unreadable(answer, asked, expected),
  };
}

/**
 * What a success holds: under `data`, or as it is.
 *
 * @throws ProtocolError `UNEXPECTED_ANSWER` when it does not fit.
 */
export function dataOf(success: Success, spec: Spec, expected: string): unknown {
  const { value } = success;
  const data = (value as { readonly data?: unknown } | undefined)?.data ?? value;
  if (findFault(spec, data) !== undefined) throw success.refuse(expected);
  return data;
}

/** @throws ValidationError `INVALID_URL`. */
export function hubRoot(baseUrl: string): string {
  let url: URL | undefined;
  try {
    url = new URL(baseUrl);
  } catch {
    // Refused below, without the URL: it may hold a secret.
  }
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "") {
    throw new ValidationError("baseUrl is not an http(s) address, or has a user name in it", {
      code: "INVALID_URL",
      path: "baseUrl",
      expected: "an https:// URL",
      hint: "Grupr's is https://api.grupr.ai/api/v1/agent-hub.",
    });
  }
  url.hash = "";
  url.search = "";
  return url.href.replace(/\/+$/, "");
}
