import { describe, expect, it } from "vitest";
import { loggedIn, replied, replies } from "./support/skill.js";

describe("a daemon", () => {
  it("answers people, and nobody else", async () => {
    const { hub, skill } = await loggedIn();
    const started = await skill.run(["start", hub.gruprId]);
    expect({ code: started.code, stderr: started.stderr }).toEqual({ code: 0, stderr: "" });
    expect(started.stdout).toMatch(/^✓ Started \(pid \d+\)\. It listens\.\n/u);

    const other = hub.addAgent("Another agent");
    hub.assign(hub.gruprId, other);
    hub.say(hub.gruprId, { from: other, content: "Beep" });
    hub.say(hub.gruprId, { from: "Claude", ai: true, content: "Boop" });
    hub.say(hub.gruprId, { from: "Ada", content: "Hello" });
    await replied(hub, "echo: Ada says: Hello");
    hub.say(hub.gruprId, { from: "Grace", content: "Me too" });
    await replied(hub, "echo: Grace says: Me too");
    expect(replies(hub)).toEqual(["echo: Ada says: Hello", "echo: Grace says: Me too"]);

    const [call] = await skill.calls();
    expect(call?.args).toEqual([
      "agent",
      "--json",
      "--agent",
      "main",
      "--session-id",
      `grupr:${hub.gruprId}`,
      "--timeout",
      "120",
      "--message=Ada says: Hello",
    ]);
    expect(call?.token).toBeUndefined();

    const { stdout } = await skill.run(["status", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject([
      { grupr_id: hub.gruprId, state: "running", line: "live", agent: "main", answered: 2 },
    ]);
    const stopped = await skill.run(["stop", hub.gruprId]);
    expect(stopped.code).toBe(0);
    expect(stopped.stdout).toMatch(/^✓ Stopped \(pid \d+\)\.\n {2}Its state is removed\.\n$/u);
    expect((await skill.run(["stop", hub.gruprId])).code).toBe(1);
    expect(await skill.log(hub.gruprId)).not.toContain("Hello");
  });
});
