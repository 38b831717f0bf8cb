import { speakerName, withoutCommands, type Task } from "@hawser/agent-runner";

/** What the agent is told of a message: who speaks, then the words, none of which is a command. */
export function questionOf({ speaker, text }: Pick<Task, "speaker" | "text">): string {
  const { kind, name } = speaker;
  return withoutCommands(`${speakerName({ kind, name })} says: ${text.trim()}`);
}
