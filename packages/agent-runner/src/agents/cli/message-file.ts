import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One argument takes 128 KiB on Linux, and all of them with the environment not much more elsewhere. */
const MAX_ARGUMENT_BYTES = 30_000;

/** How a message is handed to the command. */
export interface MessageArguments {
  readonly args: readonly string[];
  remove(): Promise<void>;
}

/** A short message is an argument, a long one a file that only this user can read. */
export async function messageArguments(message: string): Promise<MessageArguments> {
  if (new TextEncoder().encode(message).length <= MAX_ARGUMENT_BYTES) {
    // In one word: a message that begins with a dash is no option.
    return { args: [`--message=${message}`], remove: async () => undefined };
  }
  const folder = await mkdtemp(join(tmpdir(), "hawser-message-"));
  const file = join(folder, "message.md");
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await writeFile(file, message, { mode: 0o600 });
  } catch (error) {
    await remove();
    throw error;
  }
  return { args: ["--message-file", file], remove };
}
