import { HawserError, ValidationError } from "@hawser/core";
import type { GatewayPort } from "../client-port.js";
import type { CallOptions } from "../compat/call-options.js";
import { readWithKnownParams } from "../compat/params.js";
import { isRecord, record, text } from "../compat/records.js";
import { lacksMethod } from "../compat/refusals.js";
import type {
  SessionEntry,
  SessionsCreateParams,
  SessionsListParams,
  SessionsListResult,
  SessionsPatchParams,
  SessionsResetParams,
  SessionsResolveParams,
} from "../schemas/sessions.js";
import {
  deleteSessions,
  type DeleteSessionsParams,
  type SessionDeletion,
} from "./delete-sessions.js";
import { parseSessionKey } from "./session-key.js";
import { filterSessions, type SessionFilter } from "./session-kind.js";
import { sessionsList } from "./session-rows.js";
import { SessionsCache, type SessionsCacheOptions } from "./sessions-cache.js";
import { SessionSubscriptions, type SessionSubscription } from "./subscriptions.js";

/** A session found by `resolve`. */
export interface ResolvedSession {
  readonly key: string;
  readonly agentId?: string;
}

/** A session after a change. */
export interface ChangedSession extends ResolvedSession {
  /** As the gateway stores it now. */
  readonly entry: SessionEntry;
}

/** `gateway.sessions`. */
export class SessionsApi {
  readonly #port: GatewayPort;
  readonly #subscriptions: SessionSubscriptions;
  #cache: SessionsCache | undefined;

  constructor(port: GatewayPort) {
    this.#port = port;
    this.#subscriptions = new SessionSubscriptions(port);
  }

  /**
   * The sessions, newest first, in one shape whatever the gateway's generation. `kinds` is applied
   * here, after the gateway's own `limit`. Fields an old gateway does not know are left out for it.
   */
  async list(
    params: SessionsListParams & Pick<SessionFilter, "kinds"> = {},
    o?: CallOptions,
  ): Promise<SessionsListResult> {
    const { kinds, ...asked } = params;
    const list = sessionsList(await readWithKnownParams(this.#port, "sessions.list", asked, o));
    if (kinds === undefined) return list;
    const sessions = filterSessions(list.sessions, { kinds });
    return { ...list, sessions, count: sessions.length };
  }

  /**
   * Finds a session by key (a bare string is one), session id or label.
   * @throws RemoteError when there is none.
   */
  async resolve(params: SessionsResolveParams | string, o?: CallOptions): Promise<ResolvedSession> {
    const asked = typeof params === "string" ? { key: params } : params;
    const payload = record(await this.#port.request("sessions.resolve", asked, o));
    const session = isRecord(payload["session"]) ? payload["session"] : payload;
    const key = text(session["key"], session["sessionKey"], asked.key);
    if (key === undefined) {
      throw new HawserError("The gateway resolved the session without naming its key", {
        code: "PROTOCOL_ERROR",
      });
    }
    return resolved(key, session["agentId"]);
  }

  /** Changes settings of a session; `null` clears one. Settings the gateway does not know are its refusal. */
  async patch(params: SessionsPatchParams, o?: CallOptions): Promise<ChangedSession> {
    return this.#change("sessions.patch", params, o);
  }

  /** Starts a session afresh: `new` keeps it as a new conversation, `reset` is a full reset. */
  async reset(params: SessionsResetParams, o?: CallOptions): Promise<ChangedSession> {
    return this.#change("sessions.reset", params, o);
  }

  /**
   * Deletes sessions: `{ key }` or `{ keys }`, one call per key, a result per key. With `{ key }` a
   * failure is thrown, with `{ keys }` it stands in the result and the rest is still deleted.
   * @throws RemoteError code `MAIN_SESSION_PROTECTED` for an agent's main session.
   */
  async delete(params: DeleteSessionsParams, o?: CallOptions): Promise<SessionDeletion[]> {
    try {
      return await deleteSessions(this.#port, params, o);
    } finally {
      this.#cache?.refetchSoon();
    }
  }

  /**
   * Makes a session.
   * @throws HawserError code `UNSUPPORTED` on gateways that have no such call (2026.3): there a
   * session comes into being with its first message.
   */
  async create(params: SessionsCreateParams = {}, o?: CallOptions): Promise<ChangedSession> {
    try {
      return await this.#change("sessions.create", params, o);
    } catch (error) {
      if (!lacksMethod(error, "sessions.create", this.#port)) throw error;
      throw new HawserError("This gateway cannot create a session by itself", {
        code: "UNSUPPORTED",
        hint: "Send the first message to the key you want: chat.run({ sessionKey, message }).",
        cause: error,
      });
    }
  }

  /**
   * Asks the gateway for `sessions.changed` events, or with a key for `session.message` events of
   * that session, now and after every reconnect. `live` is false where the gateway has none.
   */
  subscribe(params: { readonly key?: string } = {}): Promise<SessionSubscription> {
    return this.#subscriptions.subscribe(params.key);
  }

  /**
   * The one shared list of sessions, kept up to date by events. Costs nothing until it is read.
   * Options count for the first call.
   */
  cache(options: SessionsCacheOptions = {}): SessionsCache {
    this.#cache ??= new SessionsCache(this.#port, this.#subscriptions, options);
    return this.#cache;
  }

  dispose(): void {
    this.#cache?.dispose();
    this.#subscriptions.dispose();
  }

  async #change(
    method: string,
    params: { key?: string | undefined },
    o?: CallOptions,
  ): Promise<ChangedSession> {
    if (method !== "sessions.create" && (typeof params.key !== "string" || params.key === "")) {
      throw new ValidationError(`${method} needs the key of a session`, {
        path: "key",
        expected: "a session key",
      });
    }
    const payload = record(await this.#port.request(method, params, o));
    this.#cache?.refetchSoon();
    const key = text(payload["key"], params.key) ?? "";
    return { ...resolved(key, payload["agentId"]), entry: record(payload["entry"]) };
  }
}

function resolved(key: string, agentId: unknown): ResolvedSession {
  const agent = text(agentId) ?? parseSessionKey(key).agentId;
  return agent === undefined ? { key } : { key, agentId: agent };
}
