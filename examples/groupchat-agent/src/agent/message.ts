import type { RunActivity, RunDetails } from "@hawser/groupchat-runs-client";

/** How much of the feed the agent is given: enough for a conversation, not for a history. */
const FEED_ENTRIES = 20;
const ENTRY_CHARS = 2000;

/** One conversation a task, so that a follow-up goes on where the last run ended. */
export function sessionKeyFor(run: RunDetails, agentId: string): string {
  return `agent:${agentId}:groupchat:${run.taskId ?? run.task.id ?? run.id}`;
}

/** What the agent is told of a run: the task, what was said on it, and what to do now. */
export function messageFor(run: RunDetails): string {
  const parts = [
    `Task: ${run.taskTitle || (run.task.title ?? "")}`,
    run.task.description ?? "",
    feedText(run.activity),
    run.prompt === run.taskTitle ? "" : `Instructions: ${run.prompt}`,
    run.lastFollowUpMessage === undefined
      ? ""
      : `Follow-up from ${run.owner.name ?? "the owner"}: ${run.lastFollowUpMessage}`,
  ];
  return parts.filter((part) => part.trim() !== "").join("\n\n");
}

function feedText(activity: readonly RunActivity[]): string {
  const said = activity.map(commentText).filter((text) => text !== undefined);
  if (said.length === 0) return "";
  return ["What was said so far, oldest first:", ...said.slice(-FEED_ENTRIES)].join("\n");
}

/** The feed is not specified: an entry with a body is a comment, whoever it names as its author. */
function commentText(entry: RunActivity): string | undefined {
  const { body, author, authorName } = entry;
  if (typeof body !== "string" || body.trim() === "") return undefined;
  const named = isNamed(author) ? author.name : authorName;
  const name = typeof named === "string" ? named : "Somebody";
  return `- ${name}: ${body.slice(0, ENTRY_CHARS)}`;
}

function isNamed(value: unknown): value is { readonly name: unknown } {
  return typeof value === "object" && value !== null && "name" in value;
}
