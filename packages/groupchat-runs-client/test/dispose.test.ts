import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { TestGroupChat } from "@hawser/testkit";
import { describe, expect, it } from "vitest";
import { openGroupChat } from "./support/groupchat.js";

const SCRIPT = fileURLToPath(new URL("support/short-life-process.ts", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a scene in a process of its own and resolves when it has ended by itself. */
function live(groupchat: TestGroupChat, scene: string, token = groupchat.token): Promise<Ended> {
  const { apiUrl, convexUrl } = groupchat;
  const options = ["--conditions=@hawser/source", "--import", TSX];
  const child = spawn(process.execPath, [...options, SCRIPT, apiUrl, convexUrl, token, scene], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}

const closed = { code: 0, stdout: "closed\n", stderr: "" };

describe("after close() the process ends by itself", () => {
  it("while it listens", async () => {
    expect(await live(await openGroupChat(), "listening")).toEqual(closed);
  });

  it("after a run was worked", async () => {
    const groupchat = await openGroupChat();
    const { id } = groupchat.delegate({ task: "t" });
    expect(await live(groupchat, "working")).toEqual(closed);
    expect(groupchat.run(id).status).toBe("FINISHED");
  });

  it("while a handshake hangs", async () => {
    const groupchat = await openGroupChat();
    groupchat.faults.hangHandshake();
    expect(await live(groupchat, "hanging")).toEqual(closed);
  });

  it("when the token was refused", async () => {
    const ended = await live(await openGroupChat(), "refused", "gca_wrong");
    expect(ended).toEqual({ ...closed, stdout: "AuthError\nclosed\n" });
  });
}, 60_000);
