import { readEnvFile } from "../files/env-file.js";
import type { Context } from "./context.js";
import { ExitCode } from "./exit-codes.js";
import { CliFailure } from "./failure.js";

/** What logging in has left, and what the environment adds. */
export interface Settings {
  readonly token: string;
  readonly agentId: string | undefined;
  readonly baseUrl: string | undefined;
  readonly wsUrl: string | undefined;
  /** Everything: the environment, and from .env what is not set there. */
  readonly env: NodeJS.ProcessEnv;
}

/** The environment, and from .env what is not set there. */
export async function fullEnv(context: Context): Promise<NodeJS.ProcessEnv> {
  const merged: NodeJS.ProcessEnv = { ...context.env };
  for (const [name, value] of Object.entries(await readEnvFile(context.home.env))) {
    if (!merged[name]) merged[name] = value;
  }
  return merged;
}

/** @throws CliFailure (exit code 2) when nobody has logged in. */
export async function readSettings(context: Context): Promise<Settings> {
  const env = await fullEnv(context);
  const token = env["GRUPR_AGENT_TOKEN"];
  if (!token) {
    throw new CliFailure(
      `There is no agent token: neither GRUPR_AGENT_TOKEN is set, nor is it in ${context.home.env}.`,
      ExitCode.notReady,
      "Log in first: grupr login --agent-id <uuid>",
    );
  }
  return {
    token,
    agentId: env["GRUPR_AGENT_ID"] || undefined,
    baseUrl: env["GRUPR_BASE_URL"] || undefined,
    wsUrl: env["GRUPR_WS_URL"] || undefined,
    env,
  };
}

/** What the brain's process gets: it has no use for Grupr's token. */
export function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { GRUPR_AGENT_TOKEN: _, GRUPR_JWT: __, ...rest } = env;
  return rest;
}
