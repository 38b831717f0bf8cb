import type { Said, Speaker, Task } from "./task.js";

/** How {@link promptFor} puts a task into words. */
export interface PromptOptions {
  /** How many earlier messages are told. Default 20. */
  readonly maxContext?: number;
  /** Longest earlier message, in characters. Default 2000. */
  readonly maxContextChars?: number;
}

/** Longest name of a speaker, in characters. */
const NAME_CHARS = 80;
/** Invisible, and no white space: what follows it does not begin a word. */
const WORD_JOINER = "\u2060";

/**
 * A task as one text for an agent that takes only that: what it is about, what was said before, and who
 * says what now. Nothing in it is a command to the agent: see {@link withoutCommands}.
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
    task.text === task.title ? "" : `${speakerName(task.speaker)}: ${task.text}`,
  ];
  const prompt = parts.filter((part) => part.trim() !== "").join("\n\n");
  return withoutCommands(prompt.trimStart().startsWith("/") ? `Message:\n${prompt}` : prompt);
}

/**
 * Text in which nothing is a command of OpenClaw. It takes `/new` at the beginning for one, and over the
 * gateway `/think high` or `/status` anywhere; whoever speaks in a room must not command the agent, so
 * their slashes no longer begin a word: an invisible word joiner (U+2060) stands before them. Paths stay
 * as they are.
 */
export function withoutCommands(text: string): string {
  return text.replaceAll(/(^|[\s\p{Cf}])\/(?![\w.-]+\/)(?=\p{L})/gu, `$1${WORD_JOINER}/`);
}

/** What a speaker is called, in one line: `You` for this agent, `A person` where nobody knows. */
export function speakerName({ kind, name, id }: Speaker): string {
  if (kind === "self") return "You";
  const plain = (name ?? "").replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
  const short = Array.from(plain).slice(0, NAME_CHARS).join("");
  if (short !== "") return short;
  return id ?? (kind === "agent" ? "An agent" : "A person");
}

function lineOf({ speaker, text }: Said, maxChars: number): string {
  return `- ${speakerName(speaker)}: ${text.slice(0, maxChars)}`;
}
