import { parseArgs } from "node:util";
import { startChat } from "./chat/start-chat.js";
import { SettingError, targetFrom } from "./chat/target.js";
import { colorsFor } from "./text/colors.js";
import { leaveWithTheReader } from "./text/output-errors.js";

const USAGE = `A chat with an agent behind an OpenClaw gateway.

  --session <key>     the session to open, such as agent:main:main; else you choose
  --protocol <3|4>    what the embedded gateway speaks; default 4

  OPENCLAW_URL        the gateway to talk to; without it, one is started in this process
  OPENCLAW_TOKEN      its token (OPENCLAW_PASSWORD: its password)
`;

leaveWithTheReader(process.stdout);
process.exitCode = await main();

async function main(): Promise<number> {
  const { stdin: input, stdout: output, stderr } = process;
  let settings: ReturnType<typeof read>;
  try {
    settings = read();
  } catch (error) {
    stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
  if (settings.help) {
    output.write(USAGE);
    return 0;
  }
  const { target, sessionKey } = settings;
  return startChat({
    target,
    sessionKey,
    input,
    output,
    colors: colorsFor(output),
    onRunning: (leave) => {
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, leave);
    },
  });
}

function read(): { help: boolean; target: ReturnType<typeof targetFrom>; sessionKey?: string } {
  const { values } = parseArgs({
    // pnpm hands on the "--" before arguments.
    args: process.argv.slice(2).filter((arg) => arg !== "--"),
    options: {
      help: { type: "boolean", short: "h", default: false },
      session: { type: "string" },
      protocol: { type: "string", default: "4" },
    },
  });
  const { help, session, protocol } = values;
  if (protocol !== "3" && protocol !== "4") {
    throw new SettingError(`--protocol is 3 or 4, not ${protocol}.`);
  }
  const target = targetFrom(process.env, protocol === "3" ? 3 : 4);
  return { help, target, ...(session === undefined ? {} : { sessionKey: session }) };
}
