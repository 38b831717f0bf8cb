import { RemoteError, ValidationError } from "@hawser/core";
import { webhookSpec } from "../generated/answers.js";
import { statusOf } from "../http/failures.js";
import { dataOf, type HubHttp } from "../http/hub-http.js";
import { withRetries, type RetryPolicy } from "../http/retry.js";
import type { Lifetime } from "../lifetime.js";
import type { Settings } from "../options.js";
import type { GruprWebhook } from "../schemas/index.js";

/** Where the hub shall deliver messages. */
export interface WebhookInput {
  /** http(s). */
  readonly url: string;
  /** Deliveries are signed with it; see `verifyWebhookSignature`. */
  readonly secret?: string;
  /** Deliveries carry it as `Authorization: Bearer …`. */
  readonly authBearer?: string;
}

/** The agent's webhook: there is one, and setting replaces it. Both calls may safely be repeated. */
export class WebhooksApi {
  readonly #http: HubHttp;
  readonly #path: string;
  readonly #lifetime: Lifetime;
  readonly #policy: RetryPolicy;
  #method: "PUT" | "POST";

  constructor(http: HubHttp, settings: Settings, lifetime: Lifetime) {
    this.#http = http;
    this.#lifetime = lifetime;
    this.#path = settings.routes.webhook;
    this.#method = settings.routes.webhookMethod;
    this.#policy = { clock: settings.clock, random: settings.random, attempts: 3 };
  }

  /**
   * Sets the webhook.
   *
   * @throws ValidationError for a URL the hub cannot call; otherwise as `messages.list`.
   */
  async set(
    input: WebhookInput,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<GruprWebhook> {
    checkUrl(input.url);
    checkSecret(input.secret, "secret");
    checkSecret(input.authBearer, "authBearer");
    const body = {
      url: input.url,
      ...(input.secret !== undefined && { secret: input.secret }),
      ...(input.authBearer !== undefined && { auth_bearer: input.authBearer }),
    };
    return this.#lifetime.run(options.signal, (signal) =>
      withRetries(() => this.#set(body, signal), this.#policy, signal),
    );
  }

  /** Deletes the webhook. Having none is fine. */
  async delete(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    const request = { method: "DELETE", path: this.#path, label: "/webhook" } as const;
    try {
      await this.#lifetime.run(options.signal, (signal) =>
        withRetries(() => this.#http.call({ ...request, signal }), this.#policy, signal),
      );
    } catch (error) {
      if (!(error instanceof RemoteError && statusOf(error) === 404)) throw error;
    }
  }

  async #set(body: WebhookBody, signal: AbortSignal): Promise<GruprWebhook> {
    const secrets = [body.secret, body.auth_bearer].filter((secret) => secret !== undefined);
    const call = async (): Promise<GruprWebhook> => {
      const success = await this.#http.call({
        method: this.#method,
        path: this.#path,
        label: "/webhook",
        body,
        secrets,
        signal,
      });
      return dataOf(success, webhookSpec, "a webhook") as GruprWebhook;
    };
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof RemoteError && statusOf(error) === 405)) throw error;
      // Which of the two sets it is not documented.
      this.#method = this.#method === "PUT" ? "POST" : "PUT";
      return call();
    }
  }
}

interface WebhookBody {
  readonly url: string;
  readonly secret?: string;
  readonly auth_bearer?: string;
}

function checkSecret(secret: string | undefined, path: string): void {
  if (secret === undefined || (typeof secret === "string" && secret.trim() !== "")) return;
  throw new ValidationError(`${path} is empty`, { path, expected: "a text, or nothing at all" });
}

function checkUrl(url: string): void {
  let protocol = "";
  try {
    ({ protocol } = new URL(url));
  } catch {
    // Refused below.
  }
  if (protocol === "https:" || protocol === "http:") return;
  throw new ValidationError("url is not an http(s) address", {
    path: "url",
    expected: "an https:// URL that the hub can reach",
  });
}
