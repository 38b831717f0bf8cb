#!/usr/bin/env node
// What the openclaw command prints, case by case: the message says which.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const args = process.argv.slice(2);
const value = (name) => {
  const joined = args.find((arg) => arg.startsWith(`--${name}=`));
  if (joined !== undefined) return joined.slice(name.length + 3);
  const at = args.indexOf(`--${name}`);
  return at === -1 ? undefined : args[at + 1];
};
const file = value("message-file");
if (process.env.FAKE_OPENCLAW_OLD && file !== undefined) {
  process.stderr.write("error: required option '-m, --message <text>' not specified\n");
  process.exit(1);
}
const message = value("message") ?? (existsSync(file) ? readFileSync(file, "utf8") : "");
const print = (json, code = 0) => {
  process.stdout.write(`${JSON.stringify(json, undefined, 2)}\n`, () => process.exit(code));
};
const ok = (...payloads) =>
  print({
    runId: "r-1",
    status: "ok",
    summary: "completed",
    result: {
      payloads,
      meta: { durationMs: 1, agentMeta: {}, aborted: false, stopReason: "stop" },
    },
  });
const failed = (kind, text, status = "error") =>
  print(
    {
      runId: "r-1",
      status,
      result: { payloads: [{ text, isError: true }], meta: { error: { kind } } },
    },
    1,
  );

const word = /[A-Z-]{3,}/.exec(message)?.[0];
if (word === "EMPTY") failed("incomplete_turn", "The agent said nothing");
else if (word === "TIMEOUT") failed("timeout", "Request timed out", "timeout");
else if (word === "PROVIDER")
  print(
    {
      ok: false,
      runId: "r-1",
      origin: "gateway",
      error: { type: "cli_error", message: "401 from the provider, Bearer abc123secret" },
    },
    1,
  );
else if (word === "NOISE") {
  process.stderr.write("command ended in a strange way\n");
  process.exitCode = 1;
} else if (word === "NOTICE")
  ok({ text: "Session reset", isStatusNotice: true }, { text: "Hello" });
else if (word === "TWO")
  ok({ text: "One" }, { text: "Two", mediaUrl: "https://example.org/a.png" });
else if (word === "LOCAL") print({ payloads: [{ text: "from here" }], meta: {} });
else if (word === "BANNER") {
  process.stdout.write("[plugin] {not json}\n");
  ok({ text: "after a banner" });
} else if (word === "TREE") {
  // Neither it nor what it starts cares for SIGTERM.
  process.on("SIGTERM", () => undefined);
  const script = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";
  const child = spawn(process.execPath, ["-e", script], { stdio: "ignore" });
  writeFileSync(process.env.FAKE_OPENCLAW_PIDS, JSON.stringify([process.pid, child.pid]));
} else if (word === "PIPE") {
  // Somebody it has started keeps its output open.
  const child = spawn("sleep", ["60"], { stdio: ["ignore", "inherit", "ignore"], detached: true });
  writeFileSync(process.env.FAKE_OPENCLAW_PIDS, JSON.stringify([child.pid]));
  child.unref();
  ok({ text: "answered" });
} else if (word === "HANG") {
  process.on("SIGTERM", () => process.exit(143));
  setInterval(() => undefined, 1000);
  process.stderr.write("up\n");
} else
  ok({
    text: JSON.stringify({
      agent: value("agent"),
      session: value("session-id"),
      timeout: value("timeout"),
      length: message.length,
      start: message.slice(0, 20),
      file: file !== undefined,
    }),
  });
