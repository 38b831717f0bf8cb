import { HawserError } from "@hawser/core";
import type { ChannelReply } from "@hawser/ws-channel-protocol/client";

/** Writes a reply as it comes, and how it ended if that was not with its text. Never rejects. */
export async function writeReply(
  reply: ChannelReply,
  output: { write(text: string): unknown },
): Promise<void> {
  let written = "";
  try {
    for await (const event of reply) {
      if (event.type === "text") output.write(event.delta);
      // What stands there is void: it is written anew.
      if (event.type === "resync") output.write(`\n${event.text}`);
      if (event.type !== "typing") written = event.text;
    }
    const { end } = await reply.result;
    output.write(end === "stopped" ? " … stopped.\n" : "\n");
  } catch (error) {
    if (written !== "") output.write("\n");
    output.write(`${explain(error)}\n`);
  }
}

/** An error on one line, with what to do about it. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return `! ${String(error)}`;
  const hint = error instanceof HawserError && error.hint !== undefined ? ` ${error.hint}` : "";
  return `! ${error.message}${hint}`;
}
