import { runAgent, type Source } from "@hawser/agent-runner";
import { gatewayAgent } from "@hawser/agent-runner/gateway";
import { groupchatSource } from "@hawser/agent-runner/groupchat";
import type { GatewayClient } from "@hawser/gateway-client";
import type {
  FeedState,
  GroupChatRunsClient,
  ProgressOptions,
  WorkOutcome,
} from "@hawser/groupchat-runs-client";

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
    const source = groupchatSource(runs, {
      startMessage: "Starting work on this now.",
      ...(options.progress && { progress: options.progress }),
      onOutcome: (outcome) => {
        say(outcomeText(outcome));
        options.onOutcome?.(outcome);
      },
    });
    await runAgent({
      source: stepsOnly(source),
      agent: gatewayAgent(gateway, { agentId }),
      concurrency: 2,
      signal,
      ...(options.drainMs !== undefined && { drainMs: options.drainMs }),
    });
  } finally {
    for (const off of offs) off();
  }
}

/** What the agent does is posted as progress; what it is about to say is posted once it is whole. */
function stepsOnly(source: Source): Source {
  return {
    ...source,
    async *tasks(context) {
      for await (const task of source.tasks(context)) {
        const quiet = { ...task };
        delete quiet.progress;
        yield quiet;
      }
    },
  };
}

/** Says when the gateway is lost or not there, once for each reason, and when it is back. */
function tellOfGateway(gateway: GatewayClient, say: (line: string) => void): () => void {
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

function stateText(state: FeedState): string {
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

function outcomeText(outcome: WorkOutcome): string {
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
