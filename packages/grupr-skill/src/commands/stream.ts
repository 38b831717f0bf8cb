import { silentLogger } from "@hawser/core";
import type { Context } from "../cli/context.js";
import { explain } from "../cli/failure.js";
import { Progress } from "../cli/progress.js";
import { lineLogger } from "../daemon/line-logger.js";
import { leaveStarter, tellStarter } from "../daemon/reports.js";
import { RotatingLog } from "../files/rotating-log.js";
import type { Watcher } from "../room/events.js";
import { followRoom } from "../room/follow.js";
import { jsonWatcher, logWatcher, terminalWatcher } from "../room/watchers.js";
import type { RoomFlags } from "./room-flags.js";
import { serve } from "./serve.js";

/** Flags of `grupr stream`. */
export interface StreamFlags extends RoomFlags {
  readonly once?: boolean;
  readonly json?: boolean;
  /** It was started by `start`. */
  readonly daemon?: boolean;
}

/** How long `start` waits for the WebSocket once the room could be read, ms. */
const SOCKET_MS = 3000;

/** `grupr stream`: answers a room in the foreground, or as the daemon that `start` has started. */
export async function stream(context: Context, gruprId: string, flags: StreamFlags): Promise<void> {
  if (flags.daemon === true) {
    await asDaemon(context, gruprId, flags);
    return;
  }
  const progress = new Progress(context);
  const onLeave = (): void => {
    progress.clear();
    context.stderr.write("Leaving when what is going on has ended; Ctrl-C again leaves now.\n");
  };
  context.leave.addEventListener("abort", onLeave, { once: true });
  try {
    await serve(context, {
      gruprId,
      flags,
      transport: "auto",
      logger: silentLogger,
      watch: flags.json === true ? jsonWatcher(context) : terminalWatcher(context, progress),
      work: (room) => followRoom({ ...room, once: flags.once === true }),
    });
  } finally {
    progress.end();
  }
}

async function asDaemon(context: Context, gruprId: string, flags: StreamFlags): Promise<void> {
  const log = new RotatingLog(context.home.log(gruprId));
  const logger = lineLogger((line) => log.write(line));
  const toLog = logWatcher(logger);
  leaveStarter();
  const onLeave = (): void => logger.info("told to leave");
  context.leave.addEventListener("abort", onLeave, { once: true });
  const watch: Watcher = (event) => {
    toLog(event);
    if (event.event !== "line") tellStarter({ kind: "busy" });
    else if (event.line === "retrying") {
      tellStarter({ kind: "waiting", reason: event.reason ?? "the hub cannot be reached" });
    } else if (event.line === "live" || event.reason !== undefined) {
      tellStarter({ kind: "up", line: event.line });
    } else {
      // The room could be read; the WebSocket takes a moment longer.
      setTimeout(() => tellStarter({ kind: "up", line: "polling" }), SOCKET_MS).unref();
    }
  };
  try {
    logger.info("started", { pid: process.pid, agent: flags.openclawAgent });
    await serve(context, {
      gruprId,
      flags,
      transport: "auto",
      logger,
      watch,
      work: (room) => followRoom({ ...room, once: flags.once === true }),
    });
    logger.info("stopped");
  } catch (error) {
    const { message, hint, exitCode } = explain(error);
    logger.error(`ended: ${message}`, hint === undefined ? {} : { hint });
    tellStarter({ kind: "failed", message, exitCode, ...(hint === undefined ? {} : { hint }) });
    throw error;
  } finally {
    log.close();
  }
}
