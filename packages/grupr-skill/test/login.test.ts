import { readFile, stat, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { hubFor, loggedIn, Skill } from "./support/skill.js";

describe("grupr login", () => {
  it("mints a token and keeps it where only its owner reads it", async () => {
    const hub = await hubFor();
    const skill = await Skill.install();
    await writeFile(skill.file(".env"), "# mine\nOTHER='x y'\nGRUPR_AGENT_ID=old\n", {
      mode: 0o644,
    });
    const { code, stdout, stderr } = await skill.run(
      ["login", "--agent-id", hub.agent.id, "--base-url", hub.baseUrl, "--jwt", "-"],
      { input: `${hub.jwt}\n` },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const env = await readFile(skill.file(".env"), "utf8");
    const token = /^GRUPR_AGENT_TOKEN=(gat_\w+)$/mu.exec(env)?.[1] ?? "";
    expect(token).not.toBe("");
    expect(env.split("\n").slice(0, 3)).toEqual([
      "# mine",
      "OTHER='x y'",
      `GRUPR_AGENT_ID=${hub.agent.id}`,
    ]);
    expect(env).toContain(`GRUPR_BASE_URL=${hub.baseUrl}\n`);
    expect(env).toMatch(/^GRUPR_TOKEN_HINT=gat_\w{4}\.\.\.\w{4}$/mu);
    expect((await stat(skill.file(".env"))).mode & 0o777).toBe(0o600);
    expect(stdout).toContain("Logged in as agent");
    expect(stdout).not.toContain(token);
    expect(stdout).not.toContain(hub.jwt);
  });

  it("prints JSON without the token, and takes the JWT from the environment", async () => {
    const hub = await hubFor();
    const skill = await Skill.install();
    const { code, stdout } = await skill.run(
      ["login", "--agent-id", hub.agent.id, "--base-url", hub.baseUrl, "--json"],
      { env: { GRUPR_JWT: hub.jwt } },
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      agent_id: hub.agent.id,
      token_hint: expect.stringMatching(/^gat_/u) as string,
      env_file: skill.file(".env"),
    });
  });

  it.each([
    ["a stale JWT", "stale", undefined, /was answered 401/u],
    ["somebody else's agent", "other", undefined, /You do not own this agent/u],
  ])("is refused with code 3: %s", async (_, who, __, message) => {
    const hub = await hubFor();
    const skill = await Skill.install();
    hub.addUser({ jwt: "jwt-other" });
    const jwt = who === "other" ? "jwt-other" : "jwt-stale";
    const args = ["login", "--agent-id", hub.agent.id, "--base-url", hub.baseUrl, "--jwt", jwt];
    const { code, stderr } = await skill.run(args);
    expect(code).toBe(3);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain(jwt);
    await expect(readFile(skill.file(".env"), "utf8")).rejects.toThrow("ENOENT");
  });

  it("wants a JWT, and an agent's id that is one", async () => {
    const skill = await Skill.install();
    const id = "6f1c2a34-5b6d-4e7f-8a90-b1c2d3e4f506";
    const none = await skill.run(["login", "--agent-id", id]);
    expect(none.code).toBe(2);
    expect(none.stderr).toMatch(/There is no JWT.*\n.*grupr_access/u);
    const wrong = await skill.run(["login", "--agent-id", "main", "--jwt", "x"]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("It must be a UUID");
  });

  it("leaves a login that another one has replaced behind", async () => {
    const { hub, skill } = await loggedIn();
    const before = await readFile(skill.file(".env"), "utf8");
    await skill.login(hub);
    const after = await readFile(skill.file(".env"), "utf8");
    expect(after).not.toBe(before);
    expect(after.split("\n")).toHaveLength(before.split("\n").length);
  });
});

describe("grupr hello", () => {
  it("says what is there and what is not", async () => {
    const { hub, skill } = await loggedIn();
    const { code, stdout } = await skill.run(["hello"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`logged in as agent ${hub.agent.id} (gat_`);
    expect(stdout).toMatch(/✓ openclaw is .*bin\/openclaw/u);
    const { stdout: json } = await skill.run(["hello", "--json"], { env: { PATH: "/nowhere" } });
    expect(JSON.parse(json)).toMatchObject({
      folder: skill.folder,
      logged_in: true,
      agent_id: hub.agent.id,
      openclaw: null,
    });
    const fresh = await Skill.install();
    const { stdout: text } = await fresh.run(["hello"]);
    expect(text).toContain("✗ not logged in yet");
  });
});
