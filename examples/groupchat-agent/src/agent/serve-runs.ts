import { runAgent } from "@hawser/agent-runner";
import { gatewayAgent } from "@hawser/agent-runner/gateway";
import { groupchatSource } from "@hawser/agent-runner/groupchat";
import type { GatewayClient } from "@hawser/gateway-client";
import type {
  GroupChatRunsClient,
  ProgressOptions,
  WorkOutcome,
} from "@hawser/groupchat-runs-client";
import { outcomeText, stateText, tellOfGateway } from "./tell.js";

/** What an agent is made of. */
export interface ServeOptions {
  readonly runs: GroupChatRunsClient;
  readonly gateway: GatewayClient;
  /** Which of the gateway's agents does the work. */
  readonly agentId: string;
  /** Ends it; what is being worked may finish first. */
  readonly signal: AbortSignal;
  /** How long work may go on after that, ms. Default 30 000. */
  readonly drainMs?: number;
  readonly progress?: ProgressOptions;
  /** Tells whoever runs this what goes on. */
  readonly say: (line: string) => void;
  readonly onOutcome?: (outcome: WorkOutcome) => void;
}

/**
 * Works the runs of a GroupChat agent until the signal aborts.
 *
 * @throws what cannot be mended by trying again: a refused token, a gateway that lets nobody in.
 */
export async function serveRuns(options: ServeOptions): Promise<void> {
  const { runs, gateway, agentId, signal, say } = options;
  const offs = [
    runs.on("state", (state) => say(`GroupChat: ${stateText(state)}`)),
    tellOfGateway(gateway, say),
  ];
  try {
    // Both tell at once what is wrong with a token, before any run is taken.
    const me = await runs.me({ signal });
    const hello = await gateway.connect({ signal });
    say(`${me.name} of ${me.ownerName} works with OpenClaw ${hello.server.version}.`);
    await runAgent({
      source: groupchatSource(runs, {
        startMessage: "Starting work on this now.",
        // What the agent does is posted; what it is about to say, once it is whole.
        progress: { ...options.progress, text: false },
        onOutcome: (outcome) => {
          say(outcomeText(outcome));
          options.onOutcome?.(outcome);
        },
      }),
      agent: gatewayAgent(gateway, { agentId }),
      concurrency: 2,
      signal,
      ...(options.drainMs !== undefined && { drainMs: options.drainMs }),
    });
  } finally {
    for (const off of offs) off();
  }
}
