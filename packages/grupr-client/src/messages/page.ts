import type { Logger } from "@hawser/core";
import { findFault, isObject } from "../generated/check.js";
import { messageSpec } from "../generated/answers.js";
import type { Success } from "../http/hub-http.js";
import type { GruprMessage, GruprMessageWire } from "../schemas/index.js";

/** One answer of the list. */
export interface Page {
  readonly messages: readonly GruprMessage[];
  /** How many rows there were, unusable ones included. */
  readonly rows: number;
  /** The hub says that there is more. */
  readonly more: boolean;
}

/**
 * Reads a list: `{ data: [...] }` with `next_cursor` beside it or under `meta`, or a bare array. Rows
 * that are no messages are left out, and logged.
 *
 * @throws ProtocolError when there is no list.
 */
export function readPage(success: Success, logger: Logger): Page {
  const { value } = success;
  const {
    data,
    messages,
    meta,
    next_cursor: next,
  } = (isObject(value) ? value : {}) as {
    readonly data?: unknown;
    readonly messages?: unknown;
    readonly meta?: { readonly next_cursor?: unknown } | null;
    readonly next_cursor?: unknown;
  };
  const inner = isObject(data) ? data["messages"] : data;
  const rows = Array.isArray(value) ? value : (inner ?? messages);
  if (!Array.isArray(rows)) throw success.refuse("a list of messages");
  const good = rows.flatMap((row) => messageOf(row, logger) ?? []);
  const cursor = next ?? meta?.next_cursor;
  return {
    messages: good,
    rows: rows.length,
    more: cursor !== undefined && cursor !== null && cursor !== "" && cursor !== false,
  };
}

/** A message of the hub, or undefined for something else. */
function messageOf(row: unknown, logger: Logger): GruprMessage | undefined {
  const fault = findFault(messageSpec, row);
  if (fault !== undefined) {
    logger.warn("A message of a wrong shape was left out", {
      path: fault.path,
      expected: fault.expected,
    });
    return undefined;
  }
  const wire = row as GruprMessageWire;
  return { ...wire, content: wire.content ?? "" };
}
