import { sleep, systemClock, type Clock } from "@hawser/core";
import { registeredSpec } from "./generated/answers.js";
import { fateOf } from "./http/failures.js";
import { dataOf, HubHttp } from "./http/hub-http.js";
import { retryDelay } from "./http/retry.js";
import { TokenSource } from "./http/token-source.js";
import { checkUuid } from "./checks.js";
import { BASE_URL } from "./options.js";
import type { RegisteredWire } from "./schemas/index.js";

/** What registering needs. */
export interface RegisterOptions {
  /** The session token of the agent's owner at app.grupr.ai. It lives for minutes. */
  readonly jwt: string;
  /** An agent they have created there. */
  readonly agentId: string;
  /** The agent-hub's root. Default `https://api.grupr.ai/api/v1/agent-hub`. */
  readonly baseUrl?: string;
  readonly signal?: AbortSignal;
  /** Deadline of one request, ms. Default 30 000. */
  readonly requestTimeoutMs?: number;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
}

/** A registered agent. */
export interface Registered {
  /**
   * The agent's `gat_` token. The hub shows it once: keep it. It does not appear where this object is
   * printed, logged or turned into JSON.
   */
  readonly token: string;
  readonly agentId: string;
  /** Enough of the token to tell it from another: `gat_xxxx...yyyy`. */
  readonly tokenHint: string;
}

const HINTS = {
  unauthorized: "The JWT is stale or wrong: take it again from app.grupr.ai (cookie grupr_access).",
  forbidden: "Is the agent yours? Its id is shown at app.grupr.ai/agents.",
};

/** Registers an agent; see {@link GruprClient.register}. */
export async function register(options: RegisterOptions): Promise<Registered> {
  const { agentId, signal, clock = systemClock } = options;
  const jwt = typeof options.jwt === "string" ? options.jwt.trim().replace(/^Bearer +/i, "") : "";
  checkUuid(agentId, "agentId");
  const http = new HubHttp({
    baseUrl: options.baseUrl ?? BASE_URL,
    token: new TokenSource(jwt, "jwt"),
    timeoutMs: options.requestTimeoutMs ?? 30_000,
    clock,
    fetch: options.fetch,
  });
  for (let attempt = 0; ; attempt++) {
    try {
      const success = await http.call({
        method: "POST",
        path: "/register",
        label: "/register",
        body: { agent_id: agentId },
        hints: HINTS,
        signal,
      });
      const { token } = dataOf(success, registeredSpec, "a token") as RegisteredWire;
      return registered(token, agentId);
    } catch (error) {
      // A token that was minted and lost is of no use to anyone, but it is valid: no second one.
      const policy = { attempts: 3, clock, random: Math.random };
      const wait =
        fateOf(error) === "not executed" ? retryDelay(error, attempt, policy) : undefined;
      if (wait === undefined || signal?.aborted === true) throw error;
      await sleep(wait, { clock, ...(signal !== undefined && { signal }) });
    }
  }
}

function registered(token: string, agentId: string): Registered {
  // A short one would be told whole.
  const tokenHint = token.length < 20 ? "gat_..." : `${token.slice(0, 8)}...${token.slice(-4)}`;
  const result = { agentId, tokenHint } as Registered;
  Object.defineProperty(result, "token", { get: () => token, enumerable: false });
  return result;
}
