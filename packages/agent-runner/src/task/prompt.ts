import type { Said, Speaker, Task } from "./task.js";

/** How {@link promptFor} puts a task into words. */
export interface PromptOptions {
  /** How many earlier messages are told. Default 20. */
  readonly maxContext?: number;
  /** Longest earlier message, in characters. Default 2000. */
  readonly maxContextChars?: number;
}

/**
 * A task as one text for an agent that takes only that: what it is about, what was said before, and who
 * says what now. It never begins with a slash: a speaker cannot give the agent commands like `/new`.
 */
export function promptFor(task: Task, options: PromptOptions = {}): string {
  const { maxContext = 20, maxContextChars = 2000 } = options;
  const said = maxContext === 0 ? [] : task.context.slice(-maxContext);
  const parts = [
    task.title === undefined ? "" : `Task: ${task.title}`,
    task.description ?? "",
    said.length === 0
      ? ""
      : [
          "What was said so far, oldest first:",
          ...said.map((one) => lineOf(one, maxContextChars)),
        ].join("\n"),
    task.text === task.title ? "" : `${nameOf(task.speaker)}: ${task.text}`,
  ];
  const prompt = parts.filter((part) => part.trim() !== "").join("\n\n");
  return prompt.trimStart().startsWith("/") ? `Message:\n${prompt}` : prompt;
}

function lineOf({ speaker, text }: Said, maxChars: number): string {
  return `- ${nameOf(speaker)}: ${text.slice(0, maxChars)}`;
}

function nameOf({ kind, name, id }: Speaker): string {
  if (kind === "self") return "You";
  return name ?? id ?? (kind === "agent" ? "An agent" : "Somebody");
}
