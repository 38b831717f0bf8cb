import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { startGateway, startGrupr } from "@hawser/testkit";
import { expect, it, onTestFinished } from "vitest";

// The program, as it is started by `pnpm start`.

interface Program {
  say(line: string): void;
  leave(): void;
  /** Resolves with all it printed, and its exit code. */
  readonly ended: Promise<{ readonly output: string; readonly code: unknown }>;
}

function run(env: Readonly<Record<string, string>> = {}): Program {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "--conditions=@hawser/source", join("src", "main.ts")],
    { cwd: join(import.meta.dirname, ".."), env: { PATH: process.env["PATH"], ...env } },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  const take = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  return {
    say: (line) => child.stdin.write(`${line}\n`),
    leave: () => child.stdin.end(),
    ended: once(child, "close").then(([code]) => ({ output, code: code as unknown })),
  };
}

it("brings a room along, answers what is typed, and leaves when there is no more", async () => {
  const program = run();
  program.say("Hello");
  program.say("Is anybody there?");
  program.leave();
  const { output, code } = await program.ended;
  expect(output).toContain("OpenClaw Bot: You said: Hello\n");
  expect(output).toContain("OpenClaw Bot: You said: Is anybody there?\n");
  expect(code).toBe(0);
}, 120_000);

it("works in the room and with the gateway that the environment names", async () => {
  const hub = await startGrupr();
  const gateway = await startGateway();
  onTestFinished(async () => {
    await Promise.all([hub.close(), gateway.close()]);
  });
  run({
    GRUPR_AGENT_TOKEN: hub.agentToken,
    GRUPR_AGENT_ID: hub.agent.id,
    GRUPR_ID: hub.gruprId,
    GRUPR_BASE_URL: hub.baseUrl,
    OPENCLAW_URL: gateway.url,
    OPENCLAW_TOKEN: gateway.token,
  });
  const patience = { timeoutMs: 50_000 };
  await hub.waitFor("subscribe", undefined, patience);
  hub.say(hub.gruprId, { from: "Ada", content: "Hello" });
  await hub.waitFor("message", (message) => message.content === "echo: Ada: Hello", patience);
}, 120_000);

it("says what is missing", async () => {
  const { output, code } = await run({ GRUPR_ID: "g1" }).ended;
  expect(output).toContain("Set both GRUPR_AGENT_TOKEN and GRUPR_ID, or none of them.");
  expect(code).toBe(2);
}, 120_000);
