import { identifyProcess } from "@hawser/core/node";
import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { random } from "./support/random.js";
import { loggedIn, replied, replies, until, type Skill } from "./support/skill.js";

/** Kills a room's daemon as a crash would. */
async function crash(skill: Skill, gruprId: string): Promise<void> {
  const pid = Number((await skill.state(gruprId))["pid"]);
  process.kill(pid, "SIGKILL");
  await until(async () => (await identifyProcess(pid)) === undefined, "the daemon to be gone");
}

async function start(skill: Skill, gruprId: string): Promise<void> {
  const { code, stderr } = await skill.run(["start", gruprId]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
}

describe("a daemon that is killed", () => {
  it("while the agent thinks asks again, and answers once", async () => {
    const { hub, skill } = await loggedIn();
    const gate = skill.file("gate");
    await start(skill, hub.gruprId);
    hub.say(hub.gruprId, { from: "Ada", content: `One GATE:${gate}` });
    await until(async () => (await skill.calls()).length === 1, "the question");
    await crash(skill, hub.gruprId);
    const { stdout } = await skill.run(["status"]);
    expect(stdout).toContain("crashed");
    expect(stdout).toContain(`grupr start ${hub.gruprId} goes on where it ended`);
    hub.say(hub.gruprId, { from: "Ada", content: "Two" });
    await writeFile(gate, "");
    await start(skill, hub.gruprId);
    await replied(hub, "Two");
    expect(replies(hub)).toEqual([`echo: Ada says: One GATE:${gate}`, "echo: Ada says: Two"]);
  });

  it("between posting and saving finds its reply in the room", async () => {
    const { hub, skill } = await loggedIn();
    await start(skill, hub.gruprId);
    // An earlier reply with the same words answers another message.
    hub.say(hub.gruprId, { from: "Ada", content: "SAY:Yes" });
    await replied(hub, "Yes");
    hub.faults.loseResponse("send", { how: "stall" });
    hub.say(hub.gruprId, { from: "Ada", content: "Really? SAY:Yes" });
    await until(() => replies(hub).length === 2, "the second reply");
    await crash(skill, hub.gruprId);
    await start(skill, hub.gruprId);
    hub.say(hub.gruprId, { from: "Ada", content: "Thanks" });
    await replied(hub, "Thanks");
    expect(replies(hub)).toEqual(["Yes", "Yes", "echo: Ada says: Thanks"]);
    expect(await skill.log(hub.gruprId)).toContain("had been answered before");
    // The agent was not asked again either.
    expect(await skill.calls()).toHaveLength(3);
  });

  it("before the hub took the reply posts it, though the same words were said before", async () => {
    const { hub, skill } = await loggedIn();
    await start(skill, hub.gruprId);
    hub.say(hub.gruprId, { from: "Ada", content: "SAY:Yes" });
    await replied(hub, "Yes");
    const stalled = hub.faults.stall("send");
    hub.say(hub.gruprId, { from: "Ada", content: "Really? SAY:Yes" });
    await hub.waitFor("fault", ({ kind }) => kind === "stall", { timeoutMs: 30_000 });
    await crash(skill, hub.gruprId);
    stalled.clear();
    await start(skill, hub.gruprId);
    await until(() => replies(hub).length === 2, "the second reply");
    hub.say(hub.gruprId, { from: "Ada", content: "Thanks" });
    await replied(hub, "Thanks");
    expect(replies(hub)).toEqual(["Yes", "Yes", "echo: Ada says: Thanks"]);
    expect(await skill.calls()).toHaveLength(3);
  });

  it.each([1, 2])(
    "at ten random moments answers every message once (seed %i)",
    async (seed) => {
      const { hub, skill } = await loggedIn({ timestampDigits: seed === 1 ? 6 : 0 });
      const dice = random(seed);
      const said: string[] = [];
      const pause = (ms: number): Promise<void> =>
        new Promise((next) => setTimeout(next, dice() * ms));
      const say = (): void => {
        const content = `Message ${said.length} WAIT:${Math.floor(dice() * 40)}`;
        hub.say(hub.gruprId, { from: dice() < 0.5 ? "Ada" : "Grace", content });
        said.push(content);
      };
      for (let kill = 0; kill < 10; kill++) {
        // The first start begins at the newest message; later ones find what came meanwhile.
        if (kill > 0) say();
        await start(skill, hub.gruprId);
        if (dice() < 0.4) hub.faults.loseResponse("send", { how: dice() < 0.5 ? "cut" : "html" });
        if (dice() < 0.2) hub.faults.drop();
        say();
        await pause(400);
        say();
        await pause(400);
        await crash(skill, hub.gruprId);
      }
      hub.faults.clear();
      await start(skill, hub.gruprId);
      await until(() => new Set(replies(hub)).size >= said.length, "every reply", 60_000);
      // Whatever is said last is answered last: nothing is on its way any more.
      hub.say(hub.gruprId, { from: "Ada", content: "The end" });
      await replied(hub, "The end");
      const heard = replies(hub).map((reply) => reply.replace(/^echo: \w+ says: /u, ""));
      expect(heard.toSorted()).toEqual([...said, "The end"].toSorted());
    },
    180_000,
  );
});
