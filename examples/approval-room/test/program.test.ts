import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";

// The program, as it is started by `pnpm start`.

interface Program {
  readonly process: ChildProcessWithoutNullStreams;
  /** Resolves with the match once the output has it. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves with the exit code. */
  readonly ended: Promise<unknown>;
}

function run(env: Readonly<Record<string, string>> = {}): Program {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "--conditions=@hawser/source", join("src", "main.ts")],
    { cwd: join(import.meta.dirname, ".."), env: { PATH: process.env["PATH"], ...env } },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  let text = "";
  const waiting = new Set<() => void>();
  const take = (chunk: Buffer): void => {
    text += chunk.toString();
    for (const look of waiting) look();
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const ended = once(child, "close").then(([code]) => code as unknown);
  const prints = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(text);
        if (match === null) return;
        waiting.delete(look);
        resolve(match);
      };
      waiting.add(look);
      look();
      void ended.then(() => reject(new Error(`it ended without ${pattern}:\n${text}`)));
    });
  return { process: child, prints, ended };
}

it("is a desk: delegate a task, decide in the room, leave", async () => {
  const { process: child, prints, ended } = run();
  await prints(/\/quit +leave\n/u);
  child.stdin.write("/task Fit it out: `make sail`\n");
  const [, code] = await prints(
    /\[room\] Deckhand: main wants to run this for "Fit it out[^]*`deny (\w+)`/u,
  );
  child.stdin.write(`allow ${code}\n`);
  await prints(/- You decided \w+: allow-once\n/u);
  await prints(/\[Fit it out: `make sail`\] I ran "make sail": done, exit code 0\.\n/u);
  child.stdin.write("/quit\n");
  expect(await ended).toBe(0);
});

it("leaves when it is told to", async () => {
  const { process: child, prints, ended } = run();
  await prints(/\/quit +leave\n/u);
  child.kill("SIGTERM");
  expect(await ended).toBe(0);
});

it("says what is wrong with the settings", async () => {
  const wrong = run({ GRUPR_ID: "g1" });
  await wrong.prints(/Set both GRUPR_AGENT_TOKEN and GRUPR_ID, or none of them\.\n/u);
  expect(await wrong.ended).toBe(2);
});
