import type { GatewayPort } from "../client-port.js";
import { readWithKnownParams } from "../compat/params.js";
import { compact, record, text } from "../compat/records.js";
import type { SessionRow } from "../schemas/sessions.js";
import { sessionsList } from "../sessions/session-rows.js";
import type { Run, RunOutcome } from "./run.js";

/** What asking the gateway has shown. */
export interface RunFinding {
  readonly runId: string;
  readonly sessionKey?: string;
  readonly agentId?: string;
  readonly is:
    | { readonly type: "running" }
    | { readonly type: "ended"; readonly outcome: RunOutcome };
}

const SESSIONS_ASKED = 200;
const HISTORIES_ASKED = 8;
const ASKED_AT_ONCE = 8;
const WAIT_MS = 1;
const ANSWER_MS = 10_000;

/**
 * Asks the gateway about runs: protocol 4's session list says which are active, `agent.wait` how one
 * ended, `history.inFlightRun` which one is active. Runs it says nothing about are not in the result.
 */
export async function askAboutRuns(
  port: GatewayPort,
  runs: readonly Run[],
  signal: AbortSignal,
): Promise<RunFinding[]> {
  const rows = await sessionRows(port, signal);
  const active = await activeRuns(port, rows, signal);
  const found = new Map(active.map((finding) => [finding.runId, finding]));
  const open = runs.filter(({ runId }) => !found.has(runId));
  for (let i = 0; i < open.length; i += ASKED_AT_ONCE) {
    const asked = open.slice(i, i + ASKED_AT_ONCE).map(async (run) => {
      const row = rows.find(({ key }) => key === run.sessionKey);
      const is =
        row?.hasActiveRun === false
          ? ended(outcomeOf(row, run))
          : await waitResult(port, run, signal);
      if (is !== undefined) found.set(run.runId, { runId: run.runId, is });
    });
    await Promise.all(asked);
  }
  return [...found.values()];
}

async function sessionRows(port: GatewayPort, signal: AbortSignal): Promise<SessionRow[]> {
  try {
    const payload = await readWithKnownParams(
      port,
      "sessions.list",
      { limit: SESSIONS_ASKED },
      { signal },
    );
    return sessionsList(payload).sessions;
  } catch (error) {
    signal.throwIfAborted();
    port.logger.debug("Sessions could not be listed to find active runs", { error });
    return [];
  }
}

async function activeRuns(
  port: GatewayPort,
  rows: readonly SessionRow[],
  signal: AbortSignal,
): Promise<RunFinding[]> {
  const found: RunFinding[] = [];
  let histories = 0;
  for (const row of rows) {
    if (row.hasActiveRun !== true) continue;
    let ids = Array.isArray(row.activeRunIds) ? row.activeRunIds : [];
    if (ids.length === 0 && histories++ < HISTORIES_ASKED) {
      const id = await inFlightRun(port, row.key, signal);
      ids = id === undefined ? [] : [id];
    }
    for (const runId of ids) {
      const is = { type: "running" } as const;
      found.push(compact({ runId, sessionKey: row.key, agentId: row.agentId, is }));
    }
  }
  return found;
}

async function inFlightRun(
  port: GatewayPort,
  sessionKey: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const history = record(
      await port.request("chat.history", { sessionKey, limit: 1 }, { signal }),
    );
    return text(record(history["inFlightRun"])["runId"]);
  } catch (error) {
    signal.throwIfAborted();
    port.logger.debug("A history could not be read to find its active run", { error });
    return undefined;
  }
}

async function waitResult(
  port: GatewayPort,
  run: Run,
  signal: AbortSignal,
): Promise<RunFinding["is"] | undefined> {
  try {
    const answer = record(
      await port.request(
        "agent.wait",
        { runId: run.runId, timeoutMs: WAIT_MS },
        { signal, timeoutMs: ANSWER_MS },
      ),
    );
    switch (answer["status"]) {
      case "ok":
        return ended({ status: answer["aborted"] === true ? "aborted" : "done" });
      case "error":
        return ended(compact({ status: "error" as const, error: text(answer["error"]) }));
      case "aborted":
      case "killed":
        return ended({ status: "aborted" });
      default:
        // `timeout` means running, or unknown to this gateway.
        return undefined;
    }
  } catch (error) {
    signal.throwIfAborted();
    port.logger.debug("A run could not be asked about", { error });
    return undefined;
  }
}

function ended(outcome: RunOutcome): RunFinding["is"] {
  return { type: "ended", outcome };
}

function outcomeOf(row: SessionRow, run: Run): RunOutcome {
  if (row.lastRunId !== run.runId) return { status: "done" };
  switch (row.status) {
    case "failed":
    case "timeout":
      return compact({ status: "error" as const, error: text(row.lastRunError) });
    case "killed":
      return { status: "aborted" };
    default:
      return { status: "done" };
  }
}
