import type { ChannelMessage, Reply } from "@hawser/ws-channel-protocol/server";
import { setTimeout as sleep } from "node:timers/promises";
import { answerFor } from "./answers.js";

/** How long the agent takes for a word, in ms: about as fast as a model writes. */
const WORD_MS = 35;

/** The agent that comes along: no model, but it streams, sees pictures and quotes, and knows groups. */
export async function agent(message: ChannelMessage, reply: Reply): Promise<string> {
  reply.typing();
  const text = opening(message) + answerFor(message.content);
  let sofar = "";
  for (const word of text.match(/\S+\s*/g) ?? []) {
    await sleep(WORD_MS, undefined, { signal: reply.signal }).catch(() => undefined);
    // Stopped, or nobody is left to read it: what was said until now stands.
    if (reply.signal.aborted) return sofar.trimEnd();
    sofar += word;
    reply.stream(sofar);
  }
  return text;
}

/** What the message brought along, said back. */
function opening({ chatType, senderName, replyToBody, media }: ChannelMessage): string {
  const lines = [
    chatType === "group" && senderName !== undefined ? `**${senderName}**: ` : "",
    replyToBody === undefined ? "" : `you refer to:\n\n> ${oneLine(replyToBody)}\n\n`,
    media.length === 0 ? "" : `I see ${media.map(describe).join(" and ")}.\n\n`,
  ];
  return lines.join("");
}

function describe({ name, mimeType, data }: ChannelMessage["media"][number]): string {
  const size = data === undefined ? "" : `, ${Math.ceil(data.byteLength / 1024)} KB`;
  return `\`${name ?? "a file"}\` (${mimeType ?? "of no known type"}${size})`;
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= 120 ? line : `${line.slice(0, 119)}…`;
}
