import { runAgent, type Task } from "@hawser/agent-runner";
import { gatewayAgent } from "@hawser/agent-runner/gateway";
import { groupchatSource } from "@hawser/agent-runner/groupchat";
import { gruprSource } from "@hawser/agent-runner/grupr";
import type { GatewayClient } from "@hawser/gateway-client";
import type { GroupChatRunsClient } from "@hawser/groupchat-runs-client";
import type { GruprClient } from "@hawser/grupr-client";
import { ApprovalRoom } from "./approval-room.js";

/** What an agent with an approval room is made of. */
export interface ServeOptions {
  readonly runs: GroupChatRunsClient;
  readonly gateway: GatewayClient;
  readonly grupr: GruprClient;
  /** The room in which approvals are asked. */
  readonly gruprId: string;
  /** Which of the gateway's agents does the work. */
  readonly agentId: string;
  /** Names or ids of those who may decide. Default: every person in the room. */
  readonly approvers?: readonly string[];
  /** Ends it; what is being worked may finish first. */
  readonly signal: AbortSignal;
  /** Tells whoever runs this what goes on. */
  readonly say: (line: string) => void;
}

/** How many titles are remembered, to say what a question is about. */
const TITLES = 1000;

/**
 * Works GroupChat runs behind an OpenClaw gateway, and asks in a Grupr room before commands are run,
 * until the signal aborts.
 *
 * @throws what cannot be mended by trying again: a refused token, on any of the three wires.
 */
export async function serve(options: ServeOptions): Promise<void> {
  const { runs, gateway, grupr, gruprId, agentId, approvers, signal, say } = options;
  const prefix = `agent:${agentId}:groupchat:`;
  const titles = new Map<string, string>();
  const sessionKey = ({ conversation, title }: Task): string => {
    const key = `${prefix}${conversation.toLowerCase().replaceAll(/[^a-z0-9]/gu, "-")}`;
    if (title !== undefined) titles.set(key, title);
    for (const oldest of titles.keys()) if (titles.size > TITLES) titles.delete(oldest);
    return key;
  };
  const room = new ApprovalRoom({
    gateway,
    grupr,
    gruprId,
    isOurs: (approval) => approval.sessionKey?.startsWith(prefix) === true,
    titleOf: (approval) => titles.get(approval.sessionKey ?? ""),
    ...(approvers && { approvers }),
    say,
  });
  // The room goes on while the work drains: work may wait for it. Whatever fails ends all.
  const work = new AbortController();
  const talk = new AbortController();
  const leave = (): void => work.abort(signal.reason);
  signal.addEventListener("abort", leave, { once: true });
  if (signal.aborted) leave();
  const fail = (error: unknown): never => {
    work.abort(error);
    talk.abort(error);
    throw error;
  };
  const asking = room.ask(talk.signal).catch((error: unknown) => {
    if (!talk.signal.aborted) fail(error);
  });
  const deciding = runAgent({
    source: gruprSource(grupr, {
      gruprId,
      failureText: () =>
        "That could not be passed on. If the question is still open, write it again.",
    }),
    agent: room.decide,
    signal: talk.signal,
  }).catch(fail);
  const working = runAgent({
    source: groupchatSource(runs, { startMessage: "Starting work on this now." }),
    agent: gatewayAgent(gateway, { agentId, sessionKey }),
    concurrency: 2,
    signal: work.signal,
    observe: (event) => {
      if (event.type === "ended") say(`${event.outcome}: ${event.task.title ?? event.task.id}`);
    },
  })
    .catch(fail)
    .finally(() => talk.abort());
  const connecting = gateway.connect({ signal: work.signal }).catch((error: unknown) => {
    if (!work.signal.aborted) fail(error);
  });
  try {
    await Promise.all([working, deciding, asking, connecting]);
  } finally {
    signal.removeEventListener("abort", leave);
    await Promise.allSettled([working, deciding, asking, connecting]);
  }
}
