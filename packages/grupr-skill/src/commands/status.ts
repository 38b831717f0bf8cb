import { say, sayJson, type Context } from "../cli/context.js";
import { ExitCode } from "../cli/exit-codes.js";
import { CliFailure } from "../cli/failure.js";
import { collectStatus } from "../status/collect.js";
import { renderStatus } from "../status/render.js";

/** `grupr status`: every daemon, or one, and whether it is alive. */
export async function status(
  context: Context,
  gruprId: string | undefined,
  flags: { readonly json?: boolean },
): Promise<void> {
  const all = await collectStatus(context.home);
  const rooms = gruprId === undefined ? all : all.filter((room) => room.grupr_id === gruprId);
  if (gruprId !== undefined && rooms.length === 0) {
    throw new CliFailure(`There is no daemon for ${gruprId}.`, ExitCode.failed);
  }
  if (flags.json === true) {
    sayJson(context, rooms);
    return;
  }
  if (rooms.length === 0) {
    say(context, "No daemon was started yet: grupr start <grupr-id>");
    return;
  }
  const { colors, stdout } = context;
  const columns = stdout.columns ?? Number.POSITIVE_INFINITY;
  for (const line of renderStatus(rooms, { colors, now: Date.now(), columns })) say(context, line);
}
