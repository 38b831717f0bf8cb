import { isCancel, password } from "@clack/prompts";
import { GruprClient } from "@hawser/grupr-client";
import { access, constants, mkdir } from "node:fs/promises";
import { text as readAll } from "node:stream/consumers";
import { say, sayJson, type Context } from "../cli/context.js";
import { ExitCode } from "../cli/exit-codes.js";
import { CliFailure } from "../cli/failure.js";
import { Progress } from "../cli/progress.js";
import { fullEnv } from "../cli/settings.js";
import { writeEnvFile } from "../files/env-file.js";

const WHERE = "It is the cookie grupr_access at app.grupr.ai (DevTools, Application, Cookies).";
const HUB = "https://api.grupr.ai/api/v1/agent-hub";

/** Flags of `grupr login`. */
export interface LoginFlags {
  readonly jwt?: string;
  readonly agentId: string;
  readonly baseUrl?: string;
  readonly json?: boolean;
}

/** `grupr login`: mints a token for the agent, and keeps it in .env. */
export async function login(context: Context, flags: LoginFlags): Promise<void> {
  const { home, colors, leave } = context;
  // The hub shows the token once: there must be a place for it.
  await mkdir(home.folder, { recursive: true, mode: 0o700 });
  await access(home.folder, constants.W_OK);
  const baseUrl = flags.baseUrl ?? ((await fullEnv(context))["GRUPR_BASE_URL"] || HUB);
  const jwt = await jwtFrom(context, flags.jwt);
  const progress = new Progress(context);
  progress.begin("Asking the hub for a token");
  const registered = await GruprClient.register({
    jwt,
    agentId: flags.agentId,
    baseUrl,
    signal: leave,
  }).finally(() => progress.end());
  const { token, tokenHint } = registered;
  await writeEnvFile(home.env, {
    GRUPR_AGENT_TOKEN: token,
    GRUPR_AGENT_ID: flags.agentId,
    GRUPR_TOKEN_HINT: tokenHint,
    GRUPR_BASE_URL: baseUrl,
  });
  if (flags.json === true) {
    sayJson(context, { agent_id: flags.agentId, token_hint: tokenHint, env_file: home.env });
    return;
  }
  say(context, `${colors.green("✓")} Logged in as agent ${flags.agentId} (${tokenHint}).`);
  say(context, `  The token is in ${home.env}, which only you can read.`);
  const overrides = context.env["GRUPR_AGENT_TOKEN"];
  if (overrides !== undefined && overrides !== "" && overrides !== token) {
    say(context, colors.yellow("  GRUPR_AGENT_TOKEN is set in the environment, and wins over it."));
  }
  say(context, `\nNext: ${colors.bold("grupr start <grupr-id>")}`);
}

async function jwtFrom(context: Context, given: string | undefined): Promise<string> {
  if (given !== undefined && given !== "-") return given;
  if (given === "-") return oneLine(await readAll(context.input));
  const fromEnv = context.env["GRUPR_JWT"];
  if (fromEnv) return fromEnv;
  if (!context.input.isTTY || context.stdout.isTTY !== true) {
    throw new CliFailure(
      "There is no JWT.",
      ExitCode.notReady,
      `Pass --jwt <jwt>, --jwt - with it on standard input, or set GRUPR_JWT. ${WHERE}`,
    );
  }
  const typed = await password({ message: `Your JWT. ${WHERE}`, signal: context.leave });
  if (isCancel(typed)) throw new CliFailure("Not logged in.", ExitCode.interrupted);
  return oneLine(typed);
}

function oneLine(text: string): string {
  const jwt = text.trim();
  if (jwt !== "" && !/\s/u.test(jwt.replace(/^Bearer +/iu, ""))) return jwt;
  throw new CliFailure("That is no JWT.", ExitCode.notReady, WHERE);
}
