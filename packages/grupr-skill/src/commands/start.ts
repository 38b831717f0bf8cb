import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { say, sayJson, script, type Context } from "../cli/context.js";
import { ExitCode } from "../cli/exit-codes.js";
import { CliFailure } from "../cli/failure.js";
import { Progress } from "../cli/progress.js";
import { readSettings } from "../cli/settings.js";
import { isReport, type DaemonReport } from "../daemon/reports.js";
import { alreadyRunning } from "../files/room-lock.js";
import { StateFile } from "../files/state-file.js";
import { isDaemon } from "../process/daemon-check.js";
import { argsOf, type RoomFlags } from "./room-flags.js";

/** How long a daemon that says nothing is watched before it counts as started, ms. */
const PATIENCE_MS = 10_000;

/** Flags of `grupr start`. */
export interface StartFlags extends RoomFlags {
  readonly json?: boolean;
}

type Outcome =
  | DaemonReport
  | { readonly kind: "gone"; readonly how: string }
  | { readonly kind: "quiet" };

/** `grupr start`: starts the daemon, and says how it fared. */
export async function start(context: Context, gruprId: string, flags: StartFlags): Promise<void> {
  const { home, colors } = context;
  await readSettings(context);
  const { state } = await StateFile.open(home.state(gruprId));
  if (await isDaemon(gruprId, state)) throw alreadyRunning(gruprId, state.pid);
  const progress = new Progress(context);
  progress.begin("Starting the daemon");
  const child = launch(context, gruprId, flags);
  const outcome = await outcomeOf(child).finally(() => progress.end());
  const log = home.log(gruprId);
  if (outcome.kind === "failed" && outcome.exitCode === ExitCode.alreadyRunning) {
    // The same code says that the token was refused: then the daemon has died.
    if (outcome.message.includes("runs already")) throw alreadyRunning(gruprId, undefined);
  }
  if (outcome.kind === "failed") throw new CliFailure(outcome.message, ExitCode.died, outcome.hint);
  if (outcome.kind === "gone") {
    throw new CliFailure(`The daemon died at once (${outcome.how}).`, ExitCode.died, `See ${log}`);
  }
  if (flags.json === true) {
    const line = outcome.kind === "up" ? outcome.line : outcome.kind;
    sayJson(context, { grupr_id: gruprId, pid: child.pid, line, log });
    return;
  }
  say(context, `${colors.green("✓")} Started (pid ${child.pid ?? "?"}). ${stands(outcome)}`);
  say(context, `  Log:  ${log}`);
  say(context, `  Stop: grupr stop ${gruprId}`);
  if (state.cursor !== undefined && flags.catchUp !== undefined) {
    say(context, "  It goes on where it was stopped; --catch-up counts for a first start only.");
  }
}

function stands(outcome: Outcome): string {
  switch (outcome.kind) {
    case "up":
      return outcome.line === "live"
        ? "It listens."
        : "It listens by asking now and then: the hub's WebSocket cannot be used.";
    case "busy":
      return "It answers what came meanwhile.";
    case "waiting":
      return `The hub cannot be reached yet (${outcome.reason}); it goes on trying.`;
    default:
      return "It is still connecting.";
  }
}

function launch(context: Context, gruprId: string, flags: StartFlags): ChildProcess {
  const { home, env } = context;
  mkdirSync(home.logs, { recursive: true, mode: 0o700 });
  // What Node itself says of a crash ends up there; everything else is written by the daemon.
  const log = openSync(home.log(gruprId), "a", 0o600);
  try {
    const args = ["--dir", home.folder, "stream", gruprId, "--daemon", ...argsOf(flags)];
    const child = spawn(process.execPath, [script, ...args], {
      cwd: home.folder,
      // A session of its own: closing the terminal does not reach it.
      detached: true,
      stdio: ["ignore", log, log, "ipc"],
      env,
    });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const outcome = await new Promise<Outcome>((resolve) => {
    const timer = setTimeout(() => resolve({ kind: "quiet" }), PATIENCE_MS);
    const done = (result: Outcome): void => {
      clearTimeout(timer);
      resolve(result);
    };
    child.on("message", (message) => {
      if (isReport(message)) done(message);
    });
    child.once("error", (error) => done({ kind: "gone", how: error.message }));
    child.once("exit", (code, signal) =>
      done({ kind: "gone", how: signal ?? `exit code ${code}` }),
    );
  });
  if (child.connected) child.disconnect();
  return outcome;
}
