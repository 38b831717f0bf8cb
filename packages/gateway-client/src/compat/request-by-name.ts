import type { GatewayPort } from "../client-port.js";
import type { ApprovalDecisionInput } from "../schemas/approvals.js";
import type { CallOptions } from "./call-options.js";
import { canonicalDecision, documentedDecision } from "./decisions.js";
import { callByEitherName, hasTwoNames, realMethodName } from "./method-names.js";

/**
 * Sends a call whose method goes by two names, under the one this gateway knows, with the decision
 * in the words it takes. Undefined for all other methods.
 */
export function requestByName(
  port: GatewayPort,
  method: string,
  params: object | undefined,
  o: CallOptions | undefined,
): Promise<unknown> | undefined {
  if (!hasTwoNames(method)) return undefined;
  return callByEitherName(port, method, async (name) => {
    if (params === undefined || !("decision" in params)) return port.request(name, params, o);
    const decision = canonicalDecision(params.decision as ApprovalDecisionInput);
    const real = name === realMethodName(method);
    return port.request(
      name,
      { ...params, decision: real ? decision : documentedDecision(decision) },
      o,
    );
  });
}
