import { sleep } from "@hawser/core";
import { FileLockedError, lockFile } from "@hawser/core/node";
import { rm } from "node:fs/promises";
import { say, sayJson, type Context } from "../cli/context.js";
import { ExitCode } from "../cli/exit-codes.js";
import { CliFailure } from "../cli/failure.js";
import { Progress } from "../cli/progress.js";
import { StateFile } from "../files/state-file.js";
import { isDaemon } from "../process/daemon-check.js";

/** How long a daemon has to leave, ms: it lets the answer it works on end. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 50;

/** Flags of `grupr stop`. */
export interface StopFlags {
  readonly keepState?: boolean;
  readonly json?: boolean;
}

type Stopped = "stopped" | "killed" | "was not running";

/** `grupr stop`: ends the daemon; SIGTERM first, SIGKILL after ten seconds. */
export async function stop(context: Context, gruprId: string, flags: StopFlags): Promise<void> {
  const { home, colors } = context;
  const file = await StateFile.open(home.state(gruprId));
  if (!file.exists) {
    throw new CliFailure(
      `There is no daemon for ${gruprId}.`,
      ExitCode.failed,
      "See grupr status.",
    );
  }
  const { pid } = file.state;
  const result = await end(context, gruprId, file);
  await cleanUp(context, gruprId, flags);
  if (flags.json === true) {
    sayJson(context, {
      grupr_id: gruprId,
      result,
      pid: pid ?? null,
      kept: flags.keepState === true,
    });
    return;
  }
  const words = {
    stopped: `Stopped (pid ${pid ?? "?"}).`,
    killed: `It did not leave within ${PATIENCE_MS / 1000} s, and was killed (pid ${pid ?? "?"}).`,
    "was not running": "It was not running.",
  }[result];
  say(context, `${colors.green("✓")} ${words}`);
  const kept = flags.keepState === true;
  say(
    context,
    kept ? "  The cursor is kept: start goes on from there." : "  Its state is removed.",
  );
}

async function end(context: Context, gruprId: string, file: StateFile): Promise<Stopped> {
  const { pid } = file.state;
  // Somebody else's process may have that pid by now: it is never signalled.
  if (pid === undefined || !(await isDaemon(gruprId, file.state))) return "was not running";
  const progress = new Progress(context);
  progress.begin("Waiting for it to finish");
  try {
    signal(pid, "SIGTERM");
    const began = Date.now();
    while (Date.now() - began < PATIENCE_MS) {
      if (!(await isDaemon(gruprId, file.state))) return "stopped";
      await sleep(LOOK_MS);
    }
    if (!(await isDaemon(gruprId, file.state))) return "stopped";
    signal(pid, "SIGKILL");
    while (await isDaemon(gruprId, file.state)) await sleep(LOOK_MS);
    return "killed";
  } finally {
    progress.end();
  }
}

/** Nobody serves the room any more, unless somebody has started it again meanwhile. */
async function cleanUp(context: Context, gruprId: string, flags: StopFlags): Promise<void> {
  const { home } = context;
  const lock = await lockFile(home.lock(gruprId)).catch((error: unknown) => {
    if (error instanceof FileLockedError) return undefined;
    throw error;
  });
  if (lock === undefined) return;
  try {
    const file = await StateFile.open(home.state(gruprId));
    if (flags.keepState !== true) {
      await file.remove();
      const work = home.work(gruprId);
      for (const path of [work, `${work}.lock`]) await rm(path, { force: true });
    } else if (file.exists) {
      await file.update({ pid: undefined, process: undefined, started_at: undefined });
    }
  } finally {
    await lock.release();
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EPERM") {
      throw new CliFailure(`Process ${pid} belongs to another user.`, ExitCode.failed);
    }
    // Gone by itself.
  }
}
