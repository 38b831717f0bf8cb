import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { TestGrupr } from "@hawser/testkit";
import { describe, expect, it } from "vitest";
import { clientOf, contents, openHub, take } from "./support/hub.js";

const done = { done: true, value: undefined };

describe("a stream ends", () => {
  it("when its loop is left, and the socket goes with the last one", async () => {
    const hub = await openHub();
    const client = clientOf(hub);
    hub.say(hub.gruprId, { content: "1" });
    for await (const { message } of client.stream(hub.gruprId, {
      cursor: "2026-01-01T00:00:00Z",
    })) {
      expect(message.content).toBe("1");
      await hub.waitFor("socket");
      break;
    }
    await hub.waitFor("close");
  });

  it("when its signal aborts, also while it waits, and before it began", async () => {
    const hub = await openHub();
    const client = clientOf(hub);
    const stop = new AbortController();
    const { signal } = stop;
    const stream = client.stream(hub.gruprId, { signal });
    const next = stream.next();
    await hub.waitFor("subscribe");
    stop.abort();
    expect(await next).toEqual(done);
    expect(await stream.next()).toEqual(done);
    expect(await client.stream(hub.gruprId, { signal }).next()).toEqual(done);
    await hub.waitFor("close");
  });

  it("when return() is called while next() waits", async () => {
    const hub = await openHub();
    const stream = clientOf(hub).stream(hub.gruprId);
    const next = stream.next();
    await hub.waitFor("subscribe");
    expect(await stream.return?.()).toEqual(done);
    expect(await next).toEqual(done);
  });

  it("and a delivery in hand can still be acked", async () => {
    const hub = await openHub();
    hub.say(hub.gruprId, { content: "1" });
    hub.say(hub.gruprId, { content: "2" });
    const stop = new AbortController();
    const client = clientOf(hub);
    const options = { cursor: "2026-01-01T00:00:00Z", signal: stop.signal };
    for await (const delivery of client.stream(hub.gruprId, options)) {
      stop.abort();
      await delivery.ack();
    }
    expect(contents(await take(client.stream(hub.gruprId), 1))).toEqual(["2"]);
  });
});

describe("close()", () => {
  it("ends streams that wait, and what they wait for", async () => {
    const hub = await openHub();
    hub.faults.stall("list", { times: 9 });
    const client = clientOf(hub);
    const other = hub.addGrupr();
    const nexts = [client.stream(hub.gruprId).next(), client.stream(other).next()];
    await hub.waitFor("fault", undefined, { after: 1 });
    await client.close();
    expect(await Promise.all(nexts)).toEqual([done, done]);
    expect(hub.sockets.every(({ closed }) => closed !== undefined)).toBe(true);
  });

  it("may be called before anything was done, again, and by `await using`", async () => {
    const client = clientOf(await openHub());
    await Promise.all([client.close(), client.close()]);
    await client[Symbol.asyncDispose]();
  });

  it("ends a stream that nobody reads from at the moment", async () => {
    const hub = await openHub();
    hub.say(hub.gruprId, { content: "1" });
    const client = clientOf(hub);
    const stream = client.stream(hub.gruprId, { cursor: "2026-01-01T00:00:00Z" });
    const untouched = client.stream(hub.gruprId);
    await take(stream, 1);
    await client.close();
    expect(await stream.next()).toEqual(done);
    expect(await untouched.next()).toEqual(done);
  });
});

const SCRIPT = fileURLToPath(new URL("support/short-life-process.ts", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** Runs a scene in a process of its own and resolves when it has ended by itself. */
function live(hub: TestGrupr, scene: string, token = hub.agentToken): Promise<unknown> {
  const options = ["--conditions=@hawser/source", "--import", TSX];
  const told = [hub.baseUrl, token, hub.gruprId, scene];
  const child = spawn(process.execPath, [...options, SCRIPT, ...told], {
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

describe("after close() the process ends by itself", () => {
  it.each(["listening", "stalled"])("when it was %s", async (scene) => {
    const hub = await openHub();
    if (scene === "stalled") hub.faults.stall("list", { times: 9 });
    expect(await live(hub, scene)).toEqual({ code: 0, stdout: "closed\n", stderr: "" });
  });

  it("when the token was refused", async () => {
    const ended = await live(await openHub(), "listening", "gat_wrong");
    expect(ended).toEqual({ code: 0, stdout: "AuthError\nclosed\n", stderr: "" });
  });
}, 60_000);
