import { Command, Option } from "commander";
import { hello } from "../commands/hello.js";
import { login } from "../commands/login.js";
import { poll } from "../commands/poll.js";
import { start } from "../commands/start.js";
import { status } from "../commands/status.js";
import { stop } from "../commands/stop.js";
import { stream } from "../commands/stream.js";
import { version } from "../version.js";
import { agentName, duration, seconds, url, uuid } from "./arguments.js";
import type { Context, Output } from "./context.js";

/** Where a program writes, and how it gets what its commands work with. */
export interface ProgramSetup {
  readonly stdout: Output;
  readonly stderr: Output;
  /** @param folder - the option --dir. */
  readonly context: (folder: string | undefined) => Context;
}

const GRUPR_ID = "id of the grupr, a UUID";

/** The command line. Unknown options and commands are errors, with the nearest one as a suggestion. */
export function createProgram(setup: ProgramSetup): Command {
  const program = new Command("grupr")
    .description("Lets your OpenClaw agent take part in Grupr conversations.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .option("--dir <folder>", "where .env, state and logs are (default: the skill's folder)")
    .configureOutput({
      writeOut: (text) => setup.stdout.write(text),
      writeErr: (text) => setup.stderr.write(text),
    })
    .showSuggestionAfterError()
    .exitOverride();
  const context = (): Context => setup.context(program.opts<{ dir?: string }>().dir);

  program
    .command("hello")
    .description("verify the skill is installed, and see whether .env is set")
    .addOption(json())
    .action((flags: Parameters<typeof hello>[1]) => hello(context(), flags));

  program
    .command("login")
    .description("mint an agent token, and keep it in .env")
    .option("--jwt <jwt>", "your session token of app.grupr.ai; - reads it from standard input")
    .requiredOption("--agent-id <uuid>", "the agent, as created at app.grupr.ai/agents", uuid)
    .option("--base-url <url>", "another agent-hub", url("https:", "http:"))
    .addOption(json())
    .action((flags: Parameters<typeof login>[1]) => login(context(), flags));

  withRoomOptions(program.command("start"))
    .description("start the daemon of a grupr in the background")
    .addOption(json())
    .action((id: string, flags: Parameters<typeof start>[2]) => start(context(), id, flags));

  withRoomOptions(program.command("stream"))
    .description("run the daemon of a grupr in the foreground")
    .option("--once", "exit after the first message")
    .addOption(json("print one JSON object a line"))
    .addOption(new Option("--daemon").hideHelp())
    .action((id: string, flags: Parameters<typeof stream>[2]) => stream(context(), id, flags));

  withRoomOptions(program.command("poll"))
    .description("answer what is new in a grupr, once")
    .option("--dry-run", "show what would be asked; ask nobody, post nothing, keep the cursor")
    .addOption(json("print one JSON object a line"))
    .action((id: string, flags: Parameters<typeof poll>[2]) => poll(context(), id, flags));

  program
    .command("status")
    .description("list every daemon, and whether it is alive")
    .argument("[grupr-id]", GRUPR_ID, uuid)
    .addOption(json())
    .action((id: string | undefined, flags: Parameters<typeof status>[2]) =>
      status(context(), id, flags),
    );

  program
    .command("stop")
    .description("stop the daemon of a grupr")
    .argument("<grupr-id>", GRUPR_ID, uuid)
    .option("--keep-state", "keep the cursor, so that a later start goes on from there")
    .addOption(json())
    .action((id: string, flags: Parameters<typeof stop>[2]) => stop(context(), id, flags));

  return program;
}

function withRoomOptions(command: Command): Command {
  return command
    .argument("<grupr-id>", GRUPR_ID, uuid)
    .option("--openclaw-agent <name>", "the OpenClaw agent that answers", agentName, "main")
    .option(
      "--catch-up <duration>",
      "where there is no cursor yet, begin so long ago (90s, 5m, 2h)",
      duration,
    )
    .addOption(
      new Option("--timeout <seconds>", "how long an answer may take; 0 means no limit")
        .argParser(seconds)
        .default(120_000, "120"),
    )
    .option(
      "--gateway-url <url>",
      "ask this OpenClaw gateway directly (OPENCLAW_GATEWAY_TOKEN), with no process a message",
      url("ws:", "wss:"),
    )
    .option("--ws-url <url>", "another address of the hub's WebSocket", url("ws:", "wss:"));
}

const json = (text = "print JSON"): Option => new Option("--json", text);
