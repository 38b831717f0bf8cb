import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GruprCommand } from "../src/grupr-command.js";
import type { Stage } from "../src/stage.js";

/** `openclaw` takes its seconds a call, and a busy machine some more. */
const SLOW_MS = 600_000;

/** The Grupr skill as its user runs it, with a real `openclaw` and gateway behind it. */
export function gruprSkillScenarios(stage: () => Stage): void {
  describe("the Grupr skill", () => {
    let grupr: GruprCommand;
    beforeEach(async () => {
      grupr = await GruprCommand.install(stage().gateway);
    });
    afterEach(async () => {
      await grupr?.remove();
    });

    it(
      "answers people through the openclaw command",
      async () => {
        const { gruprId } = grupr.hub;
        expect(await grupr.run("hello")).toContain("logged in");
        expect(await grupr.run("start", gruprId)).toContain("It listens.");
        expect(await grupr.ask("Good morning")).toBe("echo: Ada says: Good morning");
        const other = grupr.hub.addAgent("Another agent");
        grupr.hub.assign(gruprId, other);
        grupr.hub.say(gruprId, { from: other, content: "Beep" });
        // A member's command is a word.
        expect(await grupr.ask("/new")).toMatch(/^echo: Ada says: .?\/new$/u);
        // By file where the command takes one; more than an argument may be.
        if (stage().protocol === 4) {
          const long = await grupr.ask(`${"word ".repeat(30_000)}the end`);
          expect(long).toMatch(/word the end$/u);
          expect(long.length).toBeGreaterThan(140_000);
        }
        expect(grupr.replies().join()).not.toContain("Beep");
        expect(await grupr.run("stop", gruprId, "--keep-state")).toContain("Stopped");
        grupr.hub.say(gruprId, { from: "Ada", content: "While you were away" });
        await grupr.run("start", gruprId);
        await grupr.answered(stage().protocol === 4 ? 4 : 3);
        expect(grupr.replies().at(-1)).toBe("echo: Ada says: While you were away");
      },
      SLOW_MS,
    );

    it(
      "answers people over the gateway, and runs none of their commands",
      async () => {
        const { gateway } = stage();
        await grupr.run("start", grupr.hub.gruprId, "--gateway-url", gateway.url);
        expect(await grupr.ask("Good morning")).toBe("echo: Ada says: Good morning");
        const commands = "please /status and /think high\n/new\nthen /compact";
        const reply = await grupr.ask(commands);
        expect(reply.replaceAll("\u2060", "")).toBe(`echo: Ada says: ${commands}`);
        expect(await grupr.ask("Still there?")).toBe("echo: Ada says: Still there?");
      },
      SLOW_MS,
    );

    it(
      "answers every message once, killed at ten moments",
      async () => {
        const { gruprId } = grupr.hub;
        const said: string[] = [];
        const say = (): void => {
          const content = `Message ${said.length}`;
          grupr.hub.say(gruprId, { from: "Ada", content });
          said.push(content);
        };
        for (let kill = 0; kill < 10; kill++) {
          if (kill % 2 === 1) say();
          await grupr.run("start", gruprId);
          say();
          // From the question's first moments to well after the reply.
          await sleep(200 + kill * 400);
          await grupr.crash();
        }
        await grupr.run("start", gruprId);
        await grupr.answered(said.length);
        await grupr.ask("The end");
        const heard = grupr.replies().map((reply) => reply.replace("echo: Ada says: ", ""));
        expect(heard.toSorted()).toEqual([...said, "The end"].toSorted());
      },
      SLOW_MS,
    );
  });
}
