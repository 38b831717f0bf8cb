import type { AgentProfile, Run, RunActivity, RunDetails, RunOwner } from "../schemas/index.js";
import { isObject } from "../generated/check.js";

type Fields = Record<string, unknown>;

/**
 * Reads a run in any of its forms; fields not known here stay. A bare string is the id of one.
 *
 * @param status - what to assume where the answer does not say.
 * @returns undefined when there is no id in it.
 */
export function parseRun(value: unknown, status = ""): Run | undefined {
  if (typeof value === "string" && value !== "") return build({ id: value }, value, status);
  if (!isObject(value)) return undefined;
  const id = firstText(value.id, value._id, value.runId);
  return id === undefined ? undefined : build(value, id, status);
}

function build(fields: Fields, id: string, status: string): Run {
  const task = isObject(fields.task) ? fields.task : {};
  const createdAt = time(fields.createdAt) ?? time(fields._creationTime);
  const taskId = firstText(fields.taskId, task.id, task._id);
  const workspaceId = firstText(fields.workspaceId, task.workspaceId);
  const followUp = firstText(fields.lastFollowUpMessage);
  // What has another shape than promised is left out; null and "" say that there was none.
  const { lastFollowUpMessage: _f, createdAt: _c, taskId: _t, workspaceId: _w, ...others } = fields;
  return {
    ...others,
    id,
    status: firstText(fields.status)?.toUpperCase() ?? status,
    taskTitle: firstText(fields.taskTitle, task.title) ?? "",
    prompt: firstText(fields.prompt) ?? "",
    owner: ownerOf(fields),
    ...(taskId !== undefined && { taskId }),
    ...(workspaceId !== undefined && { workspaceId }),
    ...(createdAt !== undefined && { createdAt }),
    ...(followUp !== undefined && { lastFollowUpMessage: followUp }),
  };
}

/** Reads the answer to `GET /runs/:id`. */
export function parseRunDetails(value: unknown): RunDetails | undefined {
  const run = parseRun(unwrap(value, ["run", "data"]));
  if (run === undefined) return undefined;
  const activity = Array.isArray(run.activity) ? run.activity : [];
  return {
    ...run,
    task: isObject(run.task) ? run.task : {},
    activity: activity.filter((entry): entry is RunActivity => isObject(entry)),
  };
}

/** What a list of runs turned out to be. */
export interface ParsedRuns {
  readonly runs: Run[];
  /** How many entries had no id. */
  readonly unreadable: number;
}

/**
 * Reads a list of runs: an array, or an object with the array in it. Null is an empty list, and an id
 * that comes twice is one run.
 *
 * @returns undefined when it is no list at all.
 */
export function parseRuns(value: unknown, status = ""): ParsedRuns | undefined {
  if (value === null || value === undefined) return { runs: [], unreadable: 0 };
  const list = unwrap(value, ["runs", "data", "items", "page"]);
  if (!Array.isArray(list)) return undefined;
  const runs = new Map<string, Run>();
  let unreadable = 0;
  for (const entry of list as readonly unknown[]) {
    const run = parseRun(entry, status);
    if (run === undefined) unreadable += 1;
    else if (!runs.has(run.id)) runs.set(run.id, run);
  }
  return { runs: [...runs.values()], unreadable };
}

/** Reads the answer to `GET /me`. */
export function parseAgent(value: unknown): AgentProfile | undefined {
  const agent = unwrap(value, ["agent", "data"]);
  return isObject(agent) ? agent : undefined;
}

/** The texts of an activity entry, for finding a comment again. */
export function activityTexts(entry: RunActivity): string[] {
  const comment = isObject(entry.comment) ? entry.comment : {};
  return [entry.body, entry.text, entry.content, entry.message, entry.comment, comment.body].filter(
    (text): text is string => typeof text === "string",
  );
}

function ownerOf(fields: Fields): RunOwner {
  const owner = isObject(fields.owner) ? fields.owner : {};
  const id = firstText(owner.id, owner._id, owner.userId, fields.ownerId);
  const name = firstText(owner.name, fields.ownerName, fields.owner);
  return { ...owner, ...(id !== undefined && { id }), ...(name !== undefined && { name }) };
}

function unwrap(value: unknown, names: readonly string[]): unknown {
  if (!isObject(value) || value.id !== undefined || value.agentUserId !== undefined) return value;
  for (const name of names) {
    const inner = value[name];
    if (typeof inner === "object" && inner !== null) return inner;
  }
  return value;
}

function firstText(...values: readonly unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === "string" && value !== "");
}

// Convex gives integers of 64 bits as bigint, and an API may write times in words.
function time(value: unknown): number | undefined {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number" && Number.isFinite(value)) return value;
  const read = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(read) ? undefined : read;
}
