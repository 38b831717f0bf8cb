import type { SourceTask } from "../task/source.js";
import type { Task } from "../task/task.js";

/** What the agent, and whoever observes, sees of a task: its ways to answer are the runner's. */
export function taskOf(source: string, from: SourceTask): Task {
  const { id, conversation, text, speaker, title, description, context, media, raw } = from;
  return {
    id,
    source,
    conversation,
    text,
    speaker,
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    context: context ?? [],
    media: media ?? [],
    raw,
  };
}
