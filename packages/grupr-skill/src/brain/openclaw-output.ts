import type { Answer } from "./brain.js";

/** How `openclaw agent --json` ended. */
export interface OpenClawEnd {
  /** null: ended by a signal. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads what `openclaw agent --json` printed. Only exit code 0 with status "ok", or the shape of
 * `--local`, is a reply; of its payloads, errors and status notices are never part of it.
 */
export function readOpenClaw(end: OpenClawEnd): Answer {
  const json = jsonOf(end.stdout);
  if (json === undefined) return withoutJson(end);
  const { error, status } = json;
  if (json["ok"] === false || isObject(error)) {
    const reason = text(object(error)["message"]) ?? text(error) ?? "an error without a message";
    // The gateway was reached and has failed; otherwise the command never came to ask.
    const because = json["origin"] === "gateway" ? "message" : "surroundings";
    return { kind: "failed", reason: firstLine(reason), because };
  }
  const result = isObject(json["result"]) ? json["result"] : json;
  const payloads = Array.isArray(result["payloads"])
    ? result["payloads"].filter(isObject)
    : undefined;
  if (status === "in_flight") {
    return failed("the same message is still being worked", "message");
  }
  const meta = object(result["meta"]);
  // A timeout has that kind as well.
  if (status === "error" && object(meta["error"])["kind"] === "incomplete_turn") {
    return { kind: "silent", reason: "the agent gave no reply" };
  }
  const isLocal = status === undefined && json["result"] === undefined && payloads !== undefined;
  if (end.exitCode !== 0 || (status !== "ok" && !isLocal) || meta["aborted"] === true) {
    return failed(
      `${text(status) ?? "failed"}: ${errorText(payloads) ?? exitText(end)}`,
      "message",
    );
  }
  if (payloads === undefined) return failed("openclaw printed no payloads", "surroundings");
  const reply = payloads
    .filter((payload) => payload["isError"] !== true && payload["isStatusNotice"] !== true)
    .map((payload) => text(payload["text"])?.trim() ?? "")
    .filter((part) => part !== "" && part !== "NO_REPLY")
    .join("\n\n");
  if (reply !== "") return { kind: "reply", text: reply };
  const wrong = errorText(payloads);
  if (wrong !== undefined) return failed(wrong, "message");
  return { kind: "silent", reason: "the agent gave no reply" };
}

/** Whether the command line does not know an option of ours. */
export function refusesOption(end: OpenClawEnd, option: string): boolean {
  if (end.exitCode === 0) return false;
  const said = `${end.stdout}\n${end.stderr}`;
  const unknown = /unknown option|does not recognize option|required option .*--message/iu;
  return unknown.test(said) && (said.includes(option) || said.includes("--message <text>"));
}

function withoutJson(end: OpenClawEnd): Answer {
  const said = firstLine(end.stderr.trim() || end.stdout.trim());
  if (end.signal !== null || end.exitCode === 143) {
    return failed(`openclaw was ended by ${end.signal ?? "SIGTERM"}`, "surroundings");
  }
  const how = exitText(end);
  return failed(said === "" ? `openclaw printed nothing (${how})` : `${said} (${how})`, "message");
}

/** Some versions print a line or two around the JSON. */
function jsonOf(stdout: string): Json | undefined {
  const from = stdout.indexOf("{");
  const to = stdout.lastIndexOf("}");
  for (const candidate of [stdout, stdout.slice(from, to + 1)]) {
    try {
      const value: unknown = JSON.parse(candidate);
      if (isObject(value)) return value;
    } catch {
      // The next one may be.
    }
  }
  return undefined;
}

function errorText(payloads: readonly Json[] | undefined): string | undefined {
  const wrong = payloads?.find((payload) => payload["isError"] === true);
  if (wrong === undefined) return undefined;
  return firstLine(text(wrong["text"]) ?? "an error without a text");
}

const failed = (reason: string, because: "message" | "surroundings"): Answer => ({
  kind: "failed",
  reason,
  because,
});

const exitText = (end: OpenClawEnd): string =>
  end.signal === null ? `exit code ${String(end.exitCode)}` : end.signal;

const firstLine = (words: string): string => (words.split("\n", 1)[0] ?? "").slice(0, 300);

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const object = (value: unknown): Json => (isObject(value) ? value : {});

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;
