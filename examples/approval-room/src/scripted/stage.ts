import type {
  GruprHubMessage,
  TestGateway,
  TestGroupChat,
  TestGrupr,
  TestRun,
} from "@hawser/testkit";

/** How long a step may take before the script gives up on it, ms. */
export const PATIENCE_MS = 15_000;

/** What every scene works with. */
export interface Stage {
  readonly groupchat: TestGroupChat;
  readonly openclaw: TestGateway;
  readonly hub: TestGrupr;
  readonly note: (line: string) => void;
  readonly check: (holds: boolean, fact: string) => void;
}

/** Resolves with the code of the question that the room is asked about a command. */
export async function asked({ hub, note }: Stage, command: string): Promise<string> {
  const question = await hub.waitFor(
    "message",
    (message) => isOwn(hub, message) && message.content.includes(`    ${command}\n`),
    { timeoutMs: PATIENCE_MS },
  );
  note(`Deckhand in the room: ${question.content.replaceAll(/\s+/gu, " ")}`);
  return /`deny (?<code>[0-9a-f]{6})`/u.exec(question.content)?.groups?.["code"] ?? "";
}

/** Somebody says something in the room; resolves with the agent's answer. */
export async function told(
  stage: Stage,
  say: { readonly from: string; readonly content: string },
): Promise<string> {
  const { hub, note } = stage;
  const before = hub.messages(hub.gruprId).length;
  hub.say(hub.gruprId, say);
  note(`${say.from} in the room: ${say.content}`);
  const known = new Set(
    hub
      .messages(hub.gruprId)
      .slice(0, before)
      .map((message) => message.message_id),
  );
  const answer = await hub.waitFor(
    "message",
    (message) => isOwn(hub, message) && !known.has(message.message_id),
    { timeoutMs: PATIENCE_MS },
  );
  note(`Deckhand in the room: ${answer.content}`);
  return answer.content;
}

/** Resolves when a run has ended, with what its owner was told last. */
export async function ended({ groupchat, note }: Stage, run: TestRun): Promise<string> {
  await groupchat.waitFor(
    "transition",
    (move) => move.runId === run.id && move.accepted && run.status !== "RUNNING",
    { timeoutMs: PATIENCE_MS },
  );
  const last = groupchat.comments(run.id).at(-1) ?? "";
  note(`Deckhand on GroupChat: ${last}`);
  return last;
}

/** How often a question about a command stands in the room. */
export function timesAsked({ hub }: Stage, command: string): number {
  return hub
    .messages(hub.gruprId)
    .filter((message) => isOwn(hub, message) && message.content.includes(`    ${command}\n`))
    .length;
}

/** How many decisions the gateway was told. */
export function decisions({ openclaw }: Stage): number {
  return openclaw.requests.filter(({ method }) => method === "exec.approval.resolve").length;
}

function isOwn(hub: TestGrupr, message: GruprHubMessage): boolean {
  return message.agent_id === hub.agent.id;
}
