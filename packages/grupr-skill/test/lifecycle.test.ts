import { spawn } from "node:child_process";
import { readFile, stat, writeFile } from "node:fs/promises";
import { identifyProcess } from "@hawser/core/node";
import { describe, expect, it } from "vitest";
import { afterwards, hubFor, loggedIn, replied, replies, Skill, until } from "./support/skill.js";

const ROOM = "6f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506";

/** Some other process, which nobody may signal. */
function bystander(...args: string[]): number {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", ...args]);
  afterwards(async () => {
    child.kill("SIGKILL");
  });
  return child.pid ?? 0;
}

describe("grupr start", () => {
  it("ends with 2 when nobody has logged in", async () => {
    const skill = await Skill.install();
    const results = await Promise.all([
      skill.run(["start", ROOM]),
      skill.run(["stream", ROOM]),
      skill.run(["poll", ROOM]),
    ]);
    for (const { code, stderr } of results) {
      expect(code).toBe(2);
      expect(stderr).toMatch(/There is no agent token.*\nLog in first: grupr login/u);
    }
  });

  it("ends with 3 when it runs already, and says the daemon's own pid", async () => {
    const { hub, skill } = await loggedIn();
    const { stdout } = await skill.run(["start", hub.gruprId, "--json"]);
    const started = JSON.parse(stdout) as { readonly pid: number };
    const state = await skill.state(hub.gruprId);
    // Upstream kept the pid of the launcher.
    const born = (await identifyProcess(started.pid))?.born;
    expect(state).toMatchObject({ pid: started.pid, process: born });
    expect((await stat(skill.file(`.state-${hub.gruprId}.json`))).mode & 0o777).toBe(0o600);
    const again = await skill.run(["start", hub.gruprId]);
    expect(again.code).toBe(3);
    expect(again.stderr).toContain(`runs already (pid ${started.pid})`);
    expect((await skill.run(["stream", hub.gruprId])).code).toBe(3);
    expect((await skill.run(["poll", hub.gruprId])).code).toBe(3);
  });

  it("ends with 4 when the daemon dies at once, and says why", async () => {
    const { hub, skill } = await loggedIn();
    hub.revoke((await readFile(skill.file(".env"), "utf8")).match(/gat_\w{20,}/u)?.[0] ?? "");
    const { code, stderr } = await skill.run(["start", hub.gruprId]);
    expect(code).toBe(4);
    expect(stderr).toMatch(/was answered 401.*\nThe token is wrong or was revoked/u);
    const foreground = await skill.run(["stream", hub.gruprId]);
    expect(foreground.code).toBe(3);
    expect(await skill.log(hub.gruprId)).toContain("error ended:");
  });

  it("says that a hub cannot be reached, and goes on trying", async () => {
    const { hub, skill } = await loggedIn();
    hub.faults.rest(503, { operation: "list", times: 3 });
    const { code, stdout } = await skill.run(["start", hub.gruprId]);
    expect(code).toBe(0);
    expect(stdout).toContain("The hub cannot be reached yet");
    // Its first read says where it begins.
    await until(
      async () => (await skill.state(hub.gruprId))["cursor"] !== undefined,
      "the first cursor",
    );
    hub.say(hub.gruprId, { content: "Hello" });
    await replied(hub, "Hello");
  });

  it("keeps the saved cursor, and begins in the past only where there is none", async () => {
    const { hub, skill } = await loggedIn();
    hub.say(hub.gruprId, { content: "Before the first start" });
    const first = await skill.run(["start", hub.gruprId, "--catch-up", "5m"]);
    expect(first.code).toBe(0);
    await replied(hub, "Before the first start");
    expect((await skill.run(["stop", hub.gruprId, "--keep-state"])).code).toBe(0);
    const kept = await skill.state(hub.gruprId);
    expect(kept["pid"]).toBeUndefined();
    expect(kept["cursor"]).toMatch(/^\d{4}-\d\d-\d\dT/u);
    hub.say(hub.gruprId, { content: "While it was down" });
    const second = await skill.run(["start", hub.gruprId, "--catch-up", "5m"]);
    expect(second.stdout).toContain("It goes on where it was stopped");
    await replied(hub, "While it was down");
    expect(replies(hub)).toHaveLength(2);
  });

  it("takes up a state of v0.1", async () => {
    const { hub, skill } = await loggedIn();
    const cursor = new Date(Date.now() - 60_000).toISOString();
    const file = skill.file(`.state-${hub.gruprId}.json`);
    await writeFile(file, JSON.stringify({ cursor, cron_job_id: "job", name: "grupr" }));
    hub.say(hub.gruprId, { content: "Since the cron job" });
    expect((await skill.run(["start", hub.gruprId])).code).toBe(0);
    await replied(hub, "Since the cron job");
    expect(await skill.state(hub.gruprId)).not.toHaveProperty("cron_job_id");
  });
});

describe("grupr stop", () => {
  it("lets the answer that is being worked on end", async () => {
    const { hub, skill } = await loggedIn();
    await skill.run(["start", hub.gruprId]);
    const gate = skill.file("gate");
    hub.say(hub.gruprId, { content: `Last GATE:${gate}` });
    await until(async () => (await skill.calls()).length === 1, "the question");
    const stopping = skill.run(["stop", hub.gruprId, "--keep-state"]);
    await until(async () => (await skill.log(hub.gruprId)).includes("told to leave"), "SIGTERM");
    hub.say(hub.gruprId, { content: "Too late" });
    await writeFile(gate, "");
    const { code, stdout } = await stopping;
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Stopped") as string,
    });
    const before = replies(hub).length;
    expect(await skill.calls()).toHaveLength(1);
    // What was not done is done by the next one, once.
    await skill.run(["start", hub.gruprId]);
    await replied(hub, "Too late");
    expect(replies(hub)).toHaveLength(2);
    expect(before).toBe(1);
  });

  it.each(["later process", "stranger"])("never signals a %s with its pid", async (who) => {
    const skill = await Skill.install();
    const pid = bystander();
    const identity = who === "stranger" ? {} : { process: "an earlier one" };
    const state = { cursor: "2026-04-26T15:30:00Z", pid, ...identity };
    await writeFile(skill.file(`.state-${ROOM}.json`), JSON.stringify(state));
    const status = await skill.run(["status", "--json"]);
    expect(JSON.parse(status.stdout)).toMatchObject([{ state: "crashed" }]);
    const { code, stdout } = await skill.run(["stop", ROOM, "--keep-state"]);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("not running") as string,
    });
    expect(await identifyProcess(pid)).toBeDefined();
    expect(await skill.state(ROOM)).toEqual({ cursor: "2026-04-26T15:30:00Z" });
  });

  it("knows upstream's daemon by its command line, and ends it", async () => {
    const { hub, skill } = await loggedIn();
    const pid = bystander("scripts/stream.py", hub.gruprId);
    const state = { cursor: "2026-04-26T15:30:00Z", pid, started_at: "2026-04-26T15:30:00Z" };
    await writeFile(skill.file(`.state-${hub.gruprId}.json`), JSON.stringify(state));
    expect((await skill.run(["start", hub.gruprId])).code).toBe(3);
    expect((await skill.run(["stream", hub.gruprId])).code).toBe(3);
    const { code } = await skill.run(["stop", hub.gruprId]);
    expect(code).toBe(0);
    expect(await identifyProcess(pid)).toBeUndefined();
  });

  it("keeps a damaged state, and says so", async () => {
    const { hub, skill } = await loggedIn();
    await writeFile(skill.file(`.state-${hub.gruprId}.json`), "{");
    for (const command of ["start", "stop", "stream"]) {
      const { code, stderr } = await skill.run([command, hub.gruprId]);
      expect(code).toBe(1);
      expect(stderr).toContain("cannot be used: it is no JSON");
    }
    const { stdout } = await skill.run(["status"]);
    expect(stdout).toContain("damaged");
    expect(await readFile(skill.file(`.state-${hub.gruprId}.json`), "utf8")).toBe("{");
  });
});

describe("the command line", () => {
  it("gives rooms whose ids begin alike logs of their own", async () => {
    const { hub, skill } = await loggedIn();
    const other = hub.addGrupr();
    await Promise.all([skill.run(["start", hub.gruprId]), skill.run(["start", other])]);
    for (const id of [hub.gruprId, other]) expect(await skill.log(id)).toContain("started");
  });

  it.each([
    [["start"], "missing required argument 'grupr-id'"],
    [["start", "abc"], "It must be a UUID"],
    [["start", ROOM, "--catchup", "5m"], "(Did you mean --catch-up?)"],
    [["start", ROOM, "--catch-up", "5 minutes"], "such as 90s, 5m or 2h"],
    [["start", ROOM, "--timeout", "2m"], "It must be whole seconds"],
    [["start", ROOM, "--openclaw-agent", "--local"], "It must be the id of an OpenClaw agent"],
    [["start", ROOM, "--gateway-url", "http://x"], "ws://… or wss://…"],
    [["stopp", ROOM], "(Did you mean stop?)"],
  ])("refuses %j", async (args, message) => {
    const skill = await Skill.install();
    const { code, stderr } = await skill.run(args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it("helps", async () => {
    const skill = await Skill.install();
    const { code, stdout } = await skill.run(["stream", "--help"]);
    expect(code).toBe(0);
    for (const flag of ["--openclaw-agent", "--catch-up", "--timeout", "--once", "--gateway-url"]) {
      expect(stdout).toContain(flag);
    }
    expect(stdout).not.toContain("--daemon");
    expect((await skill.run(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
  });

  it("takes what is set in the environment before what is in .env", async () => {
    const { hub, skill } = await loggedIn();
    const none = await hubFor();
    const { code, stderr } = await skill.run(["poll", hub.gruprId], {
      env: { GRUPR_BASE_URL: none.baseUrl },
    });
    expect(code).toBe(3);
    expect(stderr).toContain("401");
  });
});
