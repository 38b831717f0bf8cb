import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

import { freePort, startServer, startTcp } from "./support/server.js";

const script = fileURLToPath(new URL("fixtures/exits-by-itself.ts", import.meta.url));

async function run(...args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const child = spawn(
    process.execPath,
    ["--conditions=@hawser/source", "--import", "tsx", script, ...args],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, "close")) as [unknown];
  return { code, out, err };
}

test.each(["connecting", "handshaking", "ready"])(
  "a process that closes its connection while %s ends by itself",
  { timeout: 20_000 },
  async (where) => {
    const server = await startServer();
    expect(await run(server.url, where)).toEqual({ code: 0, out: `${where}\n`, err: "" });
  },
);

test("so does one that closes while waiting", { timeout: 20_000 }, async () => {
  const url = `ws://127.0.0.1:${await freePort()}/`;
  expect(await run(url, "waiting")).toEqual({ code: 0, out: "waiting\n", err: "" });
});

test("so does one whose server never answers the upgrade", { timeout: 20_000 }, async () => {
  const port = await startTcp(() => undefined);
  const url = `ws://127.0.0.1:${port}/`;
  expect(await run(url, "connecting")).toEqual({ code: 0, out: "connecting\n", err: "" });
});
