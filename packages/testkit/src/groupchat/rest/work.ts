import type { GroupChatContext } from "../context.js";
import type { RunMove, RunRecord } from "../state/run.js";
import type { RunCosts } from "../state/store.js";
import { type Answer, refusal } from "./answer.js";

/** The longest body a comment may have, characters. */
const maxBodyLength = 100_000;

/** A body that was read, or why it cannot be. */
type Reading<T> = { readonly ok: T } | { readonly refused: Answer };

type Json = Readonly<Record<string, unknown>>;

/** POST /runs/:id/comment */
export function comment(context: GroupChatContext, run: RunRecord, body: unknown): Answer {
  const { store } = context;
  const text = readText(body, true);
  if ("refused" in text) return text.refused;
  const words = text.ok ?? "";
  store.commit(() => {
    store.comment(store.taskOf(run), store.agent, words, run.id);
    store.notify(run.id, "comment", words);
  });
  return done(context, run);
}

/** POST /runs/:id/start, /complete and /error */
export function moveRun(
  context: GroupChatContext,
  run: RunRecord,
  move: Exclude<RunMove, "stop">,
  body: unknown,
): Answer {
  const text = readText(body, move !== "start");
  if ("refused" in text) return text.refused;
  const costs = move === "start" ? { ok: {} } : readCosts(body);
  if ("refused" in costs) return costs.refused;
  const request = { run, move, by: "agent", body: text.ok, ...costs.ok } as const;
  const { accepted, from } = context.store.move(request);
  if (accepted) return done(context, run);
  const needed = move === "start" ? "PENDING" : "RUNNING";
  return refusal(
    context.options.illegalTransitionStatus,
    `Run is not ${needed} (current status: ${from})`,
  );
}

function done(context: GroupChatContext, run: RunRecord): Answer {
  const { postAnswer } = context.options;
  switch (postAnswer) {
    case "run":
      return { status: 200, json: { id: run.id, status: run.status } };
    case "success":
      return { status: 200, json: { success: true } };
    case "empty":
      return { status: 204 };
    default:
      return postAnswer satisfies never;
  }
}

function readText(body: unknown, required: boolean): Reading<string | undefined> {
  if (body === undefined && !required) return { ok: undefined };
  if (!isJson(body)) return { refused: refusal(400, "Request body must be a JSON object") };
  const text = body.body;
  if (text === undefined && !required) return { ok: undefined };
  if (typeof text !== "string" || text.trim() === "") {
    return { refused: refusal(400, "body is required") };
  }
  if (text.length > maxBodyLength) return { refused: refusal(413, "body is too long") };
  return { ok: text };
}

function readCosts(body: unknown): Reading<RunCosts> {
  const costs: { stepCostUsd?: number; totalCostUsd?: number } = {};
  for (const name of ["stepCostUsd", "totalCostUsd"] as const) {
    const value = isJson(body) ? body[name] : undefined;
    if (value === undefined) continue;
    if (typeof value !== "number" || !Number.isFinite(value) || value < 0) {
      return { refused: refusal(400, `${name} must be a non-negative number`) };
    }
    costs[name] = value;
  }
  return { ok: costs };
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
