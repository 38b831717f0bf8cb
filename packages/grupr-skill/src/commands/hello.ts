import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fullEnv } from "../cli/settings.js";
import { say, sayJson, type Context } from "../cli/context.js";
import { version } from "../version.js";

/** `grupr hello`: whether everything is there. */
export async function hello(context: Context, flags: { readonly json?: boolean }): Promise<void> {
  const env = await fullEnv(context);
  const found = {
    version,
    folder: context.home.folder,
    logged_in: Boolean(env["GRUPR_AGENT_TOKEN"]),
    agent_id: env["GRUPR_AGENT_ID"] || null,
    token_hint: env["GRUPR_TOKEN_HINT"] || null,
    base_url: env["GRUPR_BASE_URL"] || null,
    openclaw: whereIs(env["GRUPR_OPENCLAW"] || "openclaw", env["PATH"] ?? "") ?? null,
  };
  if (flags.json === true) {
    sayJson(context, found);
    return;
  }
  const { colors } = context;
  const line = (ok: boolean, text: string): void =>
    say(context, `${ok ? colors.green("✓") : colors.yellow("✗")} ${text}`);
  line(true, `grupr ${version}, files in ${found.folder}`);
  if (found.logged_in) {
    const hint = found.token_hint === null ? "" : ` (${found.token_hint})`;
    line(true, `logged in as agent ${found.agent_id ?? "(unknown)"}${hint}`);
  } else line(false, "not logged in yet: grupr login --agent-id <uuid>");
  if (found.openclaw !== null) line(true, `openclaw is ${found.openclaw}`);
  else line(false, "openclaw is not on the PATH: install it, or use --gateway-url");
  if (found.logged_in) say(context, `\nNext: ${colors.bold("grupr start <grupr-id>")}`);
}

function whereIs(command: string, path: string): string | undefined {
  const candidates = command.includes("/")
    ? [command]
    : path.split(delimiter).map((folder) => join(folder, command));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
