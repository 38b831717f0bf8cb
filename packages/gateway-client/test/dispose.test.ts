import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { openGateway } from "./support/gateway-client.js";

const SCRIPT = fileURLToPath(new URL("support/short-life-process.ts", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a scene in a process of its own and resolves when it has ended by itself. */
function live(url: string, token: string, scene: string): Promise<Ended> {
  const args = ["--conditions=@hawser/source", "--import", TSX, SCRIPT, url, token, scene];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

describe("after close() the process ends by itself", () => {
  it.each(["chat", "abandoned"])("%s", async (scene) => {
    const gateway = await openGateway();
    expect(await live(gateway.url, gateway.token, scene)).toEqual({
      code: 0,
      stdout: "closed\n",
      stderr: "",
    });
  });

  it("when the token was refused", async () => {
    const gateway = await openGateway();
    const ended = await live(gateway.url, "wrong", "refused");
    expect(ended).toEqual({ code: 0, stdout: "AuthError\nclosed\n", stderr: "" });
  });

  it("while it waits to try again", async () => {
    expect(await live("ws://127.0.0.1:1", "t", "unreachable")).toMatchObject({
      code: 0,
      stdout: "closed\n",
    });
  });
}, 30_000);
