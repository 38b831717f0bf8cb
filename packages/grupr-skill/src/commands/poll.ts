import { silentLogger } from "@hawser/core";
import { say, type Context } from "../cli/context.js";
import { ExitCode } from "../cli/exit-codes.js";
import { CliFailure } from "../cli/failure.js";
import { Progress } from "../cli/progress.js";
import { pollRoom } from "../room/poll.js";
import { jsonWatcher, terminalWatcher } from "../room/watchers.js";
import type { RoomFlags } from "./room-flags.js";
import { serve } from "./serve.js";

/** Flags of `grupr poll`. */
export interface PollFlags extends RoomFlags {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `grupr poll`: answers what there is, once. */
export async function poll(context: Context, gruprId: string, flags: PollFlags): Promise<void> {
  const progress = new Progress(context);
  const terminal = terminalWatcher(context, progress);
  const json = jsonWatcher(context);
  let answered = 0;
  try {
    await serve(context, {
      gruprId,
      flags,
      transport: "polling",
      logger: silentLogger,
      watch: (event) => {
        if (event.event === "answered") answered += 1;
        if (flags.json === true) json(event);
        else if (event.event !== "line") terminal(event);
      },
      work: async (room) => {
        if (flags.json !== true) progress.begin("Reading the room");
        const { messages, left } = await pollRoom({ ...room, dryRun: flags.dryRun === true });
        progress.end();
        if (flags.json !== true) {
          const did = flags.dryRun === true ? "nothing sent" : `${answered} answered`;
          say(context, `${messages} new ${messages === 1 ? "message" : "messages"}, ${did}.`);
        }
        if (left) {
          throw new CliFailure(
            "A message could not be answered; it is still there the next time.",
            ExitCode.failed,
          );
        }
      },
    });
  } finally {
    progress.end();
  }
}
