import { authorOf, type GruprMessage } from "@hawser/grupr-client";

/** Longest name of a speaker, characters. */
const NAME_CHARS = 80;
/** Invisible, and no white space: what follows it does not begin a word. */
const WORD_JOINER = "\u2060";

/**
 * What the agent is told of a message: who speaks, then the words. OpenClaw takes `/new` at the beginning
 * for a command, and over the gateway `/think high` or `/status` anywhere; a member of the room must not
 * command the agent, so their slashes no longer begin a word. Paths stay as they are.
 */
export function wrap(message: GruprMessage): string {
  const { name } = authorOf(message);
  const speaker = (name ?? "A person").replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
  const short = Array.from(speaker).slice(0, NAME_CHARS).join("") || "A person";
  return defused(`${short} says: ${message.content.trim()}`);
}

/** Text in which nothing is a command. */
export function defused(text: string): string {
  return text.replaceAll(/(?<=^|[\s\p{Cf}])\/(?![\w.-]+\/)(?=\p{L})/gu, `${WORD_JOINER}/`);
}
