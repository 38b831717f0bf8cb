import type { GatewayModel } from "../options.js";
import type { Run } from "./run.js";

/** What 2026.9.6 says of the outcome of a run, in its last lifecycle event and in `agent.wait`. */
export function terminalReply(run: Run, model: GatewayModel): Readonly<Record<string, unknown>> {
  const name = { provider: model.provider, model: model.id };
  return {
    terminalReply: { disposition: "visible", text: run.part },
    terminalReceipt: {
      runId: run.runId,
      sessionId: run.session.sessionId,
      turnId: run.runId,
      requested: name,
      effective: { ...name, responseModel: model.id },
      successfulToolNames: [],
      rerouted: false,
      terminalDisposition: "visible",
    },
  };
}
