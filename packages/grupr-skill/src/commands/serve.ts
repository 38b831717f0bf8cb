import { fileStore } from "@hawser/agent-runner/node";
import { redactingLogger, redactText, type Logger } from "@hawser/core";
import { identifyProcess } from "@hawser/core/node";
import { mkdir } from "node:fs/promises";
import type { Context } from "../cli/context.js";
import { readSettings, type Settings } from "../cli/settings.js";
import { alreadyRunning, lockRoom } from "../files/room-lock.js";
import { StateFile } from "../files/state-file.js";
import { isDaemon } from "../process/daemon-check.js";
import type { Watcher } from "../room/events.js";
import { agentFor } from "../room/agent.js";
import type { RoomOptions } from "../room/run-room.js";
import { clientFor, type RoomFlags } from "./room-flags.js";

/** What a command does with a room once everything is ready. */
export interface Serving {
  readonly gruprId: string;
  readonly flags: RoomFlags;
  readonly watch: Watcher;
  readonly logger: Logger;
  readonly transport: "auto" | "polling";
  readonly work: (room: RoomOptions) => Promise<void>;
}

/**
 * Has a room for itself: takes its lock, says in its state who is there, does the work, and leaves the
 * state as one that is not running.
 *
 * @throws CliFailure: not logged in (2), somebody else serves the room (3), a damaged state file.
 */
export async function serve(context: Context, serving: Serving): Promise<void> {
  const { home } = context;
  const { gruprId, flags } = serving;
  const settings = await readSettings(context);
  await mkdir(home.folder, { recursive: true, mode: 0o700 });
  const lock = await lockRoom(home, gruprId);
  try {
    const state = await StateFile.open(home.state(gruprId));
    // Upstream's daemon takes no lock.
    if (state.state.pid !== process.pid && (await isDaemon(gruprId, state.state))) {
      throw alreadyRunning(gruprId, state.state.pid);
    }
    await state.update(await beginning(state, flags));
    try {
      await work(context, settings, state, serving);
    } finally {
      await state.update(({ report }) => {
        const { answering_since: _, line: __, ...rest } = report ?? {};
        return { pid: undefined, process: undefined, started_at: undefined, report: rest };
      });
    }
  } finally {
    await lock.release();
  }
}

async function work(
  context: Context,
  settings: Settings,
  state: StateFile,
  serving: Serving,
): Promise<void> {
  const { flags, gruprId, transport } = serving;
  const { env } = settings;
  const secrets = [
    settings.token,
    env["OPENCLAW_GATEWAY_TOKEN"],
    env["OPENCLAW_GATEWAY_PASSWORD"],
  ].filter((secret): secret is string => secret !== undefined && secret !== "");
  const logger = redactingLogger(serving.logger, () => secrets);
  // What the agent's errors say goes into events: their words may hold anything.
  const watch: Watcher = (event) =>
    serving.watch(
      "reason" in event && event.reason !== undefined
        ? { ...event, reason: redactText(event.reason, secrets) }
        : event,
    );
  const asked = agentFor(flags, settings, logger);
  const client = clientFor(settings, flags, { logger, transport });
  const { leave, hurry, home } = context;
  const store = fileStore(home.work(gruprId));
  try {
    const { agent, timeoutMs } = asked;
    const room = { gruprId, client, agent, timeoutMs, state, store, watch, logger, leave, hurry };
    await serving.work(room);
  } finally {
    await Promise.all([client.close(), asked.close()]);
  }
}

/** The saved cursor stays; only a room without one begins where the flags say. */
async function beginning(
  state: StateFile,
  flags: RoomFlags,
): Promise<Parameters<StateFile["update"]>[0]> {
  const identity = await identifyProcess();
  const { catchUp, openclawAgent } = flags;
  const { cursor } = state.state;
  return ({ report }) => ({
    ...(cursor === undefined && catchUp !== undefined
      ? { cursor: new Date(Date.now() - catchUp).toISOString() }
      : {}),
    pid: process.pid,
    process: identity?.born,
    started_at: new Date().toISOString(),
    report: { ...report, agent: openclawAgent },
  });
}
