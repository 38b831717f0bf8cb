import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An argument has a limit (128 KiB on Linux, less elsewhere), and whoever is on this machine can read it. */
const MAX_ARGUMENT_BYTES = 8 * 1024;

export const FILE_OPTION = "--message-file";

/** How a message is handed to the command. */
export interface MessageArguments {
  readonly args: readonly string[];
  readonly isFile: boolean;
  remove(): Promise<void>;
}

/**
 * A short message is an argument, a long one a file that only this user can read.
 *
 * @param knowsFiles - older commands (2026.3) take arguments only.
 */
export async function messageArguments(
  message: string,
  knowsFiles: boolean,
): Promise<MessageArguments> {
  if (!knowsFiles || new TextEncoder().encode(message).length <= MAX_ARGUMENT_BYTES) {
    // In one word: a message that begins with a dash is no option.
    return { args: [`--message=${message}`], isFile: false, remove: async () => undefined };
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
  return { args: [FILE_OPTION, file], isFile: true, remove };
}
