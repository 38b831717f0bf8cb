import type { GatewayPort } from "../client-port.js";
import { PerSession } from "./per-session.js";
import { isUnknownMethod } from "./refusals.js";

/** Name on real gateways → name in the documentation of protocol 3. */
const DOCUMENTED: Readonly<Record<string, string>> = {
  "exec.approval.request": "exec.approval-request",
  "exec.approval.resolve": "exec.approval-resolve",
};
const REAL: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(DOCUMENTED).map(([real, documented]) => [documented, real]),
);

/** The name real gateways use, for a documented or a real name. */
export function realMethodName(method: string): string {
  return REAL[method] ?? method;
}

/** Whether the method goes by another name in the documentation than on real gateways. */
export function hasTwoNames(method: string): boolean {
  return Object.hasOwn(DOCUMENTED, method) || Object.hasOwn(REAL, method);
}

const spoken = new PerSession(() => new Map<string, string>());

/**
 * Calls a method by either of its names. The real name goes first; only when the gateway says it
 * does not know it, and so has not run it, the documented one follows. Which one it was is
 * remembered for the connection. `send` gets the name to use.
 */
export async function callByEitherName<T>(
  port: GatewayPort,
  method: string,
  send: (name: string) => Promise<T>,
): Promise<T> {
  const real = realMethodName(method);
  const documented = DOCUMENTED[real];
  if (documented === undefined) return send(real);
  const known = spoken.of(port).get(real);
  if (known !== undefined) return send(known);
  let refusal: unknown;
  try {
    const result = await send(real);
    spoken.of(port).set(real, real);
    return result;
  } catch (error) {
    if (!isUnknownMethod(error)) throw error;
    refusal = error;
  }
  try {
    const result = await send(documented);
    spoken.of(port).set(real, documented);
    return result;
  } catch (error) {
    if (isUnknownMethod(error)) throw refusal;
    // It was understood under this name, and refused for another reason.
    spoken.of(port).set(real, documented);
    throw error;
  }
}
