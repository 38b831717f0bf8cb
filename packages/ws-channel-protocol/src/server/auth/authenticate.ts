import { TimeoutError, withDeadline, type Clock, type Logger } from "@hawser/core";
import { authRequestBody } from "../../frames/url-params.js";
import type { Handshake } from "../http/handshake.js";
import { anonymousIdentity, freeIdentity, provenIdentity } from "../identity/identify.js";
import type { Identity } from "../identity/identity.js";
import { AuthService, readIdentity, type Verdict } from "./service.js";
import type { AuthSettings } from "./settings.js";
import type { AuthRequest, VerifyConnection } from "./types.js";

/** What becomes of a connection. */
export type AuthOutcome =
  | {
      readonly outcome: "accepted" | "anonymous";
      readonly identity: Identity;
      readonly reason?: string;
    }
  /** `reason` in upstream's words: `token_required`, `timeout`, `service_unavailable`, or the service's own. */
  | { readonly outcome: "refused" | "unavailable"; readonly reason: string }
  /** It says it is somebody that nobody can be. */
  | { readonly outcome: "invalid" };

type Asking = Exclude<AuthSettings, { mode: "off" }>;

/** Finds out who a connection belongs to. */
export class Authenticator {
  readonly #settings: AuthSettings;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #service: AuthService | undefined;

  constructor(settings: AuthSettings, clock: Clock, logger: Logger) {
    this.#settings = settings;
    this.#clock = clock;
    this.#logger = logger;
    this.#service = settings.mode === "service" ? new AuthService(settings.endpoint) : undefined;
  }

  /** What can be told without asking anybody; undefined when somebody has to be asked. */
  atOnce({ params, token }: Handshake): AuthOutcome | undefined {
    const settings = this.#settings;
    if (settings.mode === "off") return known("accepted", freeIdentity(params));
    // A function may know a connection by its headers or address.
    if (token !== undefined || settings.mode === "function") return undefined;
    if (settings.required) return { outcome: "refused", reason: "token_required" };
    return known("anonymous", anonymousIdentity(params));
  }

  /**
   * Asks the service or the function.
   *
   * @param signal - ends the asking; its reason becomes the rejection.
   */
  async ask(handshake: Handshake, signal: AbortSignal): Promise<AuthOutcome> {
    const settings = this.#settings;
    if (settings.mode === "off") return known("accepted", freeIdentity(handshake.params));
    const outcome = await this.#judge(settings, handshake, signal);
    if (outcome.outcome === "accepted" || settings.required) return outcome;
    return { ...known("anonymous", anonymousIdentity(handshake.params)), ...reasonOf(outcome) };
  }

  close(): void {
    this.#service?.close();
  }

  async #judge(settings: Asking, handshake: Handshake, signal: AbortSignal): Promise<AuthOutcome> {
    const ms = settings.timeoutMs;
    const onTimeout = (): Error =>
      new TimeoutError("Authentication took too long", { timeoutMs: ms });
    try {
      const verdict = await withDeadline((inTime) => this.#verdict(settings, handshake, inTime), {
        ms,
        clock: this.#clock,
        signal,
        onTimeout,
      });
      if (verdict.outcome === "refused") return verdict;
      const identity = provenIdentity(verdict.identity);
      if (identity !== undefined) return { outcome: "accepted", identity };
      this.#logger.error("The auth service gave a userId that cannot be used");
      return { outcome: "unavailable", reason: "service_unavailable" };
    } catch (error) {
      if (signal.aborted) throw error;
      if (error instanceof TimeoutError) return { outcome: "unavailable", reason: "timeout" };
      this.#logger.error("A connection could not be authenticated", { error });
      return { outcome: "unavailable", reason: "service_unavailable" };
    }
  }

  #verdict(settings: Asking, handshake: Handshake, signal: AbortSignal): Promise<Verdict> {
    if (settings.mode === "function") return callVerify(settings.verify, handshake, signal);
    const { params, token = "" } = handshake;
    if (this.#service === undefined) throw new Error("There is no auth service");
    return this.#service.verify(authRequestBody(params.all, token), signal);
  }
}

async function callVerify(
  verify: VerifyConnection,
  { params, token, headers, origin, remoteAddress }: Handshake,
  signal: AbortSignal,
): Promise<Verdict> {
  const request: AuthRequest = {
    params: params.all,
    headers,
    signal,
    ...(token === undefined ? {} : { token }),
    ...(origin === undefined ? {} : { origin }),
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
  };
  const answer = await verify(request);
  if (answer === undefined || answer === null) {
    return { outcome: "refused", reason: token === undefined ? "token_required" : "invalid_token" };
  }
  const identity = readIdentity(answer);
  if (identity === undefined) throw new Error("verify gave an identity without a userId");
  return { outcome: "accepted", identity };
}

function known(outcome: "accepted" | "anonymous", identity: Identity | undefined): AuthOutcome {
  return identity === undefined ? { outcome: "invalid" } : { outcome, identity };
}

function reasonOf(outcome: AuthOutcome): { reason?: string } {
  return "reason" in outcome && outcome.reason !== undefined ? { reason: outcome.reason } : {};
}
