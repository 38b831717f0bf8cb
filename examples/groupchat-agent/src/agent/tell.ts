import type { GatewayClient } from "@hawser/gateway-client";
import type { FeedState, WorkOutcome } from "@hawser/groupchat-runs-client";

/** Says when the gateway is lost or not there, once for each reason, and when it is back. */
export function tellOfGateway(gateway: GatewayClient, say: (line: string) => void): () => void {
  let told: string | undefined;
  return gateway.on("state", (state) => {
    if (state.status === "waiting" && state.error.message !== told) {
      told = state.error.message;
      say(`OpenClaw: not reachable (${told})`);
    }
    if (state.status === "ready" && told !== undefined) {
      told = undefined;
      say("OpenClaw: back");
    }
  });
}

/** How runs come in. */
export function stateText(state: FeedState): string {
  switch (state.status) {
    case "live":
      return "listening";
    case "polling":
      return state.error === undefined
        ? "asking now and then"
        : `asking now and then (${state.error.message})`;
    case "down":
      return `not reachable (${state.error.message})`;
    case "starting":
    case "idle":
    case "closed":
      return state.status;
    default:
      return state satisfies never;
  }
}

/** What became of a run. */
export function outcomeText(outcome: WorkOutcome): string {
  const title = outcome.run.taskTitle;
  switch (outcome.status) {
    case "finished":
    case "stopped":
      return `${outcome.status}: ${title}`;
    case "error":
      return `failed: ${title} (${outcome.error instanceof Error ? outcome.error.message : "?"})`;
    case "skipped":
      return `left alone: ${title} (${outcome.found || "gone"})`;
    case "abandoned":
      return `left RUNNING: ${title} (${outcome.error.message})`;
    default:
      return outcome satisfies never;
  }
}
