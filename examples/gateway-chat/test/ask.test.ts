import { execFile } from "node:child_process";
import { join } from "node:path";
import { startGateway } from "@hawser/testkit";
import { expect, it, onTestFinished } from "vitest";

// The program, as it is started by `pnpm ask`.

interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function ask(question: string, env: Readonly<Record<string, string>> = {}): Promise<Said> {
  const args = ["--import", "tsx", "--conditions=@hawser/source", join("src", "ask.ts"), question];
  const options = {
    cwd: join(import.meta.dirname, ".."),
    env: { PATH: process.env["PATH"], ...env },
  };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

it("asks the gateway that comes along", async () => {
  const { code, stdout } = await ask("hello");
  expect(stdout.trim()).not.toBe("");
  expect(code).toBe(0);
}, 120_000);

it("asks the gateway that the environment names, and says what that has against it", async () => {
  const gateway = await startGateway();
  onTestFinished(() => gateway.close());
  const { url, token } = gateway;
  const said = await ask("Hello", { OPENCLAW_URL: url, OPENCLAW_TOKEN: token });
  expect(said).toMatchObject({ code: 0, stdout: "echo: Hello\n" });
  const refused = await ask("Hello", { OPENCLAW_URL: url, OPENCLAW_TOKEN: "wrong" });
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/token/iu) as string });
}, 120_000);
