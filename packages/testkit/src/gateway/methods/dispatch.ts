import type { GatewayConnection } from "../connection.js";
import type { GatewayContext } from "../context.js";
import { invalidRequest, restarting, RpcError } from "../errors.js";
import type { ErrorShape, RequestFrame } from "../frames.js";
import { schemaErrors } from "../schema.js";
import { hasScope, missingScope } from "../scopes.js";
import { documentedError, documentedName } from "./documented.js";
import type { GatewayMethod } from "./method.js";
import { paramSchemas } from "./params.js";
import { methods } from "./table.js";

function find(context: GatewayContext, name: string): GatewayMethod | undefined {
  const { documented, generation } = context.options;
  const method = methods[documented ? documentedName(name) : name];
  if (!method) return undefined;
  return !method.protocols || documented || method.protocols.includes(generation.protocol)
    ? method
    : undefined;
}

function check(
  context: GatewayContext,
  connection: GatewayConnection,
  frame: RequestFrame,
): GatewayMethod {
  const { protocol } = context.options.generation;
  if (context.draining()) throw restarting(frame.method);
  const method = find(context, frame.method);
  if (!method) {
    // 2026.3.2 looks at the scope before it looks whether it has the method.
    if (protocol === 3 && !hasScope(connection.scopes, "operator.admin")) {
      throw missingScope(3, "operator.admin");
    }
    throw invalidRequest(`unknown method: ${frame.method}`);
  }
  const scope = typeof method.scope === "function" ? method.scope(protocol) : method.scope;
  if (!hasScope(connection.scopes, scope)) throw missingScope(protocol, scope);
  const schema = paramSchemas[frame.method];
  if (schema && !context.options.documented) {
    const errors = schemaErrors(schema(protocol), frame.params ?? {}, protocol);
    if (errors) throw invalidRequest(`invalid ${frame.method} params: ${errors}`);
  }
  return method;
}

function shapeOf(cause: unknown, documented: boolean): ErrorShape {
  const shape =
    cause instanceof RpcError
      ? cause.shape
      : { code: "UNAVAILABLE", message: cause instanceof Error ? cause.message : String(cause) };
  return documented ? documentedError(shape) : shape;
}

/** Runs a request and answers it. */
export async function dispatch(
  context: GatewayContext,
  connection: GatewayConnection,
  frame: RequestFrame,
): Promise<void> {
  const { faults, options } = context;
  if (faults.strike("silence", connection.id, frame.method, (f) => matches(f.method, frame.method)))
    return;
  const answer = (
    body: { ok: true; payload: unknown } | { ok: false; error: ErrorShape },
  ): void => {
    const lost = faults.strike("loseResponse", connection.id, frame.method, (f) =>
      matches(f.method, frame.method),
    );
    if (!lost) connection.respond({ type: "res", id: frame.id, ...body });
  };
  const refusal = faults.strike("refuse", connection.id, frame.method, (f) =>
    matches(f.method, frame.method),
  );
  if (refusal !== undefined) return answer({ ok: false, error: refusal.error });
  try {
    const method = check(context, connection, frame);
    const params = (frame.params ?? {}) as Record<string, unknown>;
    const payload = await method.handle({
      context,
      connection,
      params,
      respondFirst: (first) => answer({ ok: true, payload: first }),
    });
    answer({ ok: true, payload });
  } catch (cause) {
    answer({ ok: false, error: shapeOf(cause, options.documented) });
  }
}

const matches = (pattern: string, method: string): boolean => pattern === "*" || pattern === method;
