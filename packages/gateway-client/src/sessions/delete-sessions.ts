import { HawserError, RemoteError, ValidationError } from "@hawser/core";
import type { GatewayPort } from "../client-port.js";
import type { CallOptions } from "../compat/call-options.js";
import { PerSession } from "../compat/per-session.js";
import { record, text } from "../compat/records.js";
import { isRefusal } from "../compat/refusals.js";
import type { SessionsDeleteParams } from "../schemas/sessions.js";

/** One session (as real gateways take it) or several (as documented). */
export type DeleteSessionsParams =
  | SessionsDeleteParams
  | (Omit<SessionsDeleteParams, "key"> & { readonly keys: readonly string[] });

/** What became of one key. `missing`: there was no such session. */
export type SessionDeletion =
  | { readonly key: string; readonly status: "deleted"; readonly archived: readonly string[] }
  | { readonly key: string; readonly status: "missing" }
  | { readonly key: string; readonly status: "failed"; readonly error: HawserError };

const MAIN_SESSION = /cannot delete the main session/i;
const WANTS_KEYS = /required property 'keys'|unexpected property 'key'/;

const documented = new PerSession(() => new Set<"keys">());

/**
 * Deletes one after the other, a call per key. With `keys`, a key that cannot be deleted does not
 * stop the rest and is reported in its place; with `key`, its error is thrown.
 */
export async function deleteSessions(
  port: GatewayPort,
  params: DeleteSessionsParams,
  o?: CallOptions,
): Promise<SessionDeletion[]> {
  if (!("keys" in params && Array.isArray(params.keys))) {
    return [await deleteOne(port, params as SessionsDeleteParams, o)];
  }
  const { keys, ...rest } = params as { keys: readonly string[] };
  const results: SessionDeletion[] = [];
  for (const key of new Set(keys)) {
    o?.signal?.throwIfAborted();
    try {
      results.push(await deleteOne(port, { ...rest, key }, o));
    } catch (error) {
      if (!(error instanceof HawserError)) throw error;
      results.push({ key, status: "failed", error });
    }
  }
  return results;
}

async function deleteOne(
  port: GatewayPort,
  params: SessionsDeleteParams,
  o: CallOptions | undefined,
): Promise<SessionDeletion> {
  const { key, ...rest } = params;
  if (typeof key !== "string" || key === "") {
    throw new ValidationError("sessions.delete needs the key of a session", {
      path: "key",
      expected: "a session key, or keys: an array of them",
    });
  }
  const asDocumented = { ...rest, keys: [key] };
  try {
    if (documented.of(port).has("keys")) return deletion(key, await send(port, asDocumented, o));
    try {
      return deletion(key, await send(port, { ...rest, key }, o));
    } catch (error) {
      if (!isRefusal(error, WANTS_KEYS)) throw error;
      documented.of(port).add("keys");
      return deletion(key, await send(port, asDocumented, o));
    }
  } catch (error) {
    throw isRefusal(error, MAIN_SESSION) ? mainSessionError(key, error) : error;
  }
}

function send(port: GatewayPort, params: object, o: CallOptions | undefined): Promise<unknown> {
  return port.request("sessions.delete", params, o);
}

function deletion(key: string, payload: unknown): SessionDeletion {
  // Documented: an answer for each of the keys.
  const answer = record(Array.isArray(payload) ? payload[0] : payload);
  if (answer["deleted"] === false) return { key, status: "missing" };
  const archived = answer["archived"];
  return {
    key,
    status: "deleted",
    archived: Array.isArray(archived) ? archived.flatMap((path) => text(path) ?? []) : [],
  };
}

function mainSessionError(key: string, cause: RemoteError): RemoteError {
  return new RemoteError(`The main session ${key} cannot be deleted`, {
    code: "MAIN_SESSION_PROTECTED",
    remoteCode: cause.remoteCode,
    method: "sessions.delete",
    hint: 'Start it afresh instead: sessions.reset({ key, reason: "new" }).',
    cause,
  });
}
