import { ignoreMissing } from "@hawser/core/node";
import { readdir } from "node:fs/promises";
import { explain } from "../cli/failure.js";
import type { Home } from "../files/home.js";
import type { RoomReport } from "../files/room-state.js";
import { StateFile } from "../files/state-file.js";
import { isDaemon } from "../process/daemon-check.js";

/** How a room is served. */
export interface RoomStatus extends RoomReport {
  readonly grupr_id: string;
  /** "crashed": it did not say goodbye. */
  readonly state: "running" | "stopped" | "crashed" | "damaged";
  readonly pid?: number;
  readonly started_at?: string;
  /** Messages up to here are done. */
  readonly cursor?: string;
  /** Why the state file cannot be read. */
  readonly problem?: string;
  readonly log: string;
}

const STATE_FILE = /^\.state-(.+)\.json$/u;

/** Every room that has a state, by id. */
export async function collectStatus(home: Home): Promise<RoomStatus[]> {
  const names = (await readdir(home.folder).catch(ignoreMissing)) ?? [];
  const ids = names.flatMap((name) => STATE_FILE.exec(name)?.[1] ?? []).sort();
  return Promise.all(ids.map((id) => statusOf(home, id)));
}

async function statusOf(home: Home, gruprId: string): Promise<RoomStatus> {
  const log = home.log(gruprId);
  try {
    const { state } = await StateFile.open(home.state(gruprId));
    const { report, pid, started_at, cursor } = state;
    const running = await isDaemon(gruprId, state);
    const gone = { ...report };
    if (!running) delete gone.line;
    return {
      grupr_id: gruprId,
      state: running ? "running" : pid === undefined ? "stopped" : "crashed",
      ...(running && pid !== undefined ? { pid } : {}),
      ...(running && started_at !== undefined ? { started_at } : {}),
      ...(cursor === undefined ? {} : { cursor }),
      ...(running ? report : gone),
      log,
    };
  } catch (error) {
    return { grupr_id: gruprId, state: "damaged", problem: explain(error).message, log };
  }
}
